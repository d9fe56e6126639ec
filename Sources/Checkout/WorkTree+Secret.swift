internal import Glibc
internal import Posix

/// Plaintexts beside tracked files, such as `.decrypted.web.secret.env`: mode 0600 from the first
/// byte, replaced whole, and no link followed.
extension WorkTree {
  /// Writes a plaintext. A link of that name is replaced, an empty folder removed; a folder with
  /// something in it, such as Docker and then a container may make, is moved aside.
  ///
  /// - Parameters:
  ///   - path: from the checkout's root; its folder must exist.
  ///   - time: seconds since 1970-01-01T00:00:00Z, for the name of what is kept aside.
  /// - Returns: what was moved aside.
  public func writeSecret(
    _ bytes: [UInt8], to path: String, time: Int64
  ) throws(CheckoutError) -> KeptAside? {
    // containers that mount it go on seeing the file that they were made with
    if try secret(at: path) == bytes { return nil }
    let kept = try clearSecret(path, time: time)
    beforeEffect("write \(path)")
    try posix(path) { () throws(PosixError) in
      try root.folder.write(bytes, to: path, mode: 0o600)
    }
    return kept
  }

  private func clearSecret(_ path: String, time: Int64) throws(CheckoutError) -> KeptAside? {
    let status = try posix(path) { () throws(PosixError) in try root.folder.status(path) }
    guard let kind = status?.kind, kind == .folder || kind == .other else { return nil }
    if kind == .folder {
      let isGone = try posix(path) { () throws(PosixError) in
        try root.folder.removeEmptyFolder(path)
      }
      if isGone { return nil }
    }
    var effects = Effects(root: root, repository: repository, time: time, step: beforeEffect)
    try effects.moveAside(Path(path), .untracked)
    return effects.keptAside.first
  }

  /// A plaintext's bytes; nil where there is no regular file with mode 0600 that belongs to us.
  ///
  /// - Parameter limit: bytes above which it counts as not ours.
  public func secret(at path: String, limit: Int = 1 << 20) throws(CheckoutError) -> [UInt8]? {
    do {
      let file = try root.folder.open(path, flags: O_RDONLY | O_NONBLOCK)
      let status = try file.status()
      let isOurs = status.kind == .file && status.permissions == 0o600 && status.owner == geteuid()
      return isOurs && status.size <= limit ? try file.readAll() : nil
    } catch {
      if error.isMissing || error.isEscape || error.code == ENXIO { return nil }
      throw CheckoutError(error, path: path)
    }
  }

  /// Removes a plaintext, and what a killed run left of writing it. A folder of that name, or a
  /// link on the way, stays.
  public func removeSecret(_ path: String) throws(CheckoutError) {
    let place = Path(path)
    for name in [place.name, Folder.temporaryName(for: place.name)] {
      do {
        try root.folder.removeFile(place.sibling(name))
      } catch {
        if error.isEscape || error.code == EISDIR { continue }
        throw CheckoutError(error, path: path)
      }
    }
  }
}
