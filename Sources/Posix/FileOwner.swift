public import Glibc

/// Whose a file is.
public struct FileOwner: Equatable, Sendable {
  public let user: uid_t
  public let group: gid_t

  public init(user: uid_t, group: gid_t) {
    self.user = user
    self.group = group
  }
}

extension FileStatus {
  /// Its user and group.
  public var ownership: FileOwner { FileOwner(user: owner, group: group) }
}
