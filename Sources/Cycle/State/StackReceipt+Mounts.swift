internal import Model
internal import Posix

extension StackReceipt {
  /// What containers see of the checkout, as paths in the repository.
  var mountedPaths: [String] { services.values.flatMap(\.mounts).map(\.path) }

  /// What stands at these paths now.
  ///
  /// - Parameter checkout: its absolute path.
  func inodes(in checkout: String) -> [String: Knowledge.Inode] {
    var result: [String: Knowledge.Inode] = [:]
    for path in mountedPaths { result[path] = Knowledge.Inode(at: path, in: checkout) }
    return result
  }
}

extension Knowledge.Inode {
  /// What stands at a path of the checkout; zeros where nothing does.
  init(at path: String, in checkout: String) {
    let status = try? FileStatus.of("\(checkout)/\(path)")
    self.init(device: status?.device ?? 0, inode: status?.inode ?? 0)
  }
}
