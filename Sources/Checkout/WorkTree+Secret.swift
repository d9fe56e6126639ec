public import Glibc
public import Posix

/// Who owns a plaintext, and who may read it.
public struct SecretRights: Equatable, Sendable, CustomStringConvertible {
  public let owner: FileOwner
  public let mode: mode_t

  public init(owner: FileOwner, mode: mode_t) {
    self.owner = owner
    self.mode = mode
  }

  /// For our own eyes only.
  public static var closed: SecretRights {
    SecretRights(owner: FileOwner(user: geteuid(), group: getegid()), mode: 0o600)
  }

  /// "1000:1000 0440"
  public var description: String {
    "\(owner.user):\(owner.group) 0\(String(mode, radix: 8))"
  }

  init(_ status: FileStatus) {
    owner = FileOwner(user: status.owner, group: status.group)
    mode = status.permissions
  }
}

/// Plaintexts beside tracked files, such as `.decrypted.web.secret.env`: owner and mode from the first
/// byte, replaced whole, and no link followed.
extension WorkTree {
  /// Writes a plaintext. A link of that name is replaced, an empty folder removed; a folder with
  /// something in it, such as Docker and then a container may make, is moved aside. A file that holds
  /// the same already stays the file that it is.
  ///
  /// - Parameters:
  ///   - path: from the checkout's root; its folder must exist.
  ///   - rights: nil where they are not known: those of a file that holds the same, else closed.
  ///   - time: seconds since 1970-01-01T00:00:00Z, for the name of what is kept aside.
  /// - Returns: the rights that it has, and what was moved aside.
  public func writeSecret(
    _ bytes: [UInt8], to path: String, rights: SecretRights? = .closed, time: Int64
  ) throws(CheckoutError) -> (rights: SecretRights, kept: KeptAside?) {
    // containers that mount it go on seeing the file that they were made with
    if let found = try plaintext(at: path, limit: .max), found.bytes == bytes {
      let wanted = rights ?? found.rights
      if wanted != found.rights { try setRights(wanted, of: path, from: found.rights) }
      return (wanted, nil)
    }
    let wanted = rights ?? .closed
    let kept = try clearSecret(path, time: time)
    beforeEffect("write \(path)")
    try posix(path) { () throws(PosixError) in
      try root.folder.write(bytes, to: path, mode: wanted.mode, owner: wanted.changedOwner)
    }
    return (wanted, kept)
  }

  private func setRights(
    _ new: SecretRights, of path: String, from old: SecretRights
  ) throws(CheckoutError) {
    beforeEffect("write \(path)")
    try posix(path) { () throws(PosixError) in
      let file = try root.folder.open(path, flags: O_RDONLY | O_NONBLOCK)
      // nobody may read it in between who may not before or after
      try file.setMode(old.mode & new.mode)
      try file.setOwner(new.owner)
      try file.setMode(new.mode)
    }
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

  /// A plaintext's bytes; nil where there is no regular file with these rights.
  ///
  /// - Parameter limit: bytes above which it counts as not ours.
  public func secret(
    at path: String, rights: SecretRights = .closed, limit: Int = 1 << 20
  ) throws(CheckoutError) -> [UInt8]? {
    guard let found = try plaintext(at: path, limit: limit), found.rights == rights else {
      return nil
    }
    return found.bytes
  }

  /// A regular file's bytes and rights; nil where there is none, or it is larger than `limit` bytes.
  public func plaintext(
    at path: String, limit: Int
  ) throws(CheckoutError) -> (bytes: [UInt8], rights: SecretRights)? {
    do {
      let file = try root.folder.open(path, flags: O_RDONLY | O_NONBLOCK)
      let status = try file.status()
      guard status.kind == .file, status.size <= Int64(limit) else { return nil }
      return (try file.readAll(), SecretRights(status))
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

extension SecretRights {
  /// The owner, where it is not who we are anyway.
  fileprivate var changedOwner: FileOwner? {
    owner == SecretRights.closed.owner ? nil : owner
  }
}
