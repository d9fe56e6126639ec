internal import Git
internal import Model
internal import Posix

/// Files that containers mount by themselves, where their stack's folder was changed and put back.
extension Work {
  /// Notes what stands where containers look, before a file is written: where somebody edited it,
  /// it is not what was applied.
  func noteMounts() {
    let checkout = site.settings.checkout
    for (name, job) in jobs {
      guard let receipt = job.receipt else { continue }
      let edited = receipt.services.values.flatMap(\.mounts).filter { mount in
        // of a plaintext it has a seal
        guard mount.isFile, let blob = mount.blobs[mount.path].flatMap(ObjectID.init(hex:)) else {
          return false
        }
        let bytes = (try? Folder.open(checkout).read(mount.path, limit: 16 << 20)) ?? []
        return (try? Repository.blobID(of: bytes)) != blob
      }.map(\.path)
      mountedBefore[name] = receipt.inodes(in: checkout).filter { !edited.contains($0.key) }
    }
  }

  /// What was applied stands there again, as other files of the same content: containers that saw
  /// the ones of before see nothing else, and need not be made anew.
  ///
  /// - Parameter names: the stacks whose folders were put back, and whose containers nobody touched.
  func keepMounts(of names: [StackName]) throws(Failure) {
    for name in names {
      guard let before = mountedBefore[name], let version = try site.record(of: name).earlier,
        let receipt = site.state.receipt(of: name, seal: site.seal.id, note: { _ in }),
        receipt.digests.deployment == version.deployment
      else { continue }
      let moved = receipt.following(before, in: site.settings.checkout)
      if moved != receipt { try site.state.keep(moved, of: name, seal: site.seal.id) }
    }
  }
}

extension StackReceipt {
  /// The same with what stands in the checkout now, for each file that containers saw there before.
  fileprivate func following(
    _ before: [String: Knowledge.Inode], in checkout: String
  ) -> StackReceipt {
    var result = self
    for (service, applied) in services {
      let mounts = applied.mounts.map { mount in
        guard mount.isFile, let seen = before[mount.path], seen.inode == mount.inode,
          seen.device == mount.device
        else { return mount }
        let now = Knowledge.Inode(at: mount.path, in: checkout)
        var moved = mount
        (moved.inode, moved.device) = (now.inode, now.device)
        return moved
      }
      result.services[service]?.mounts = mounts
    }
    return result
  }
}
