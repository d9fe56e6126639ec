public import Git

extension GitError {
  /// What a person is to do about a remote that could not be fetched from.
  public var advice: String {
    let reason = reason.lowercased()
    // as libgit2, libssh2 and ssh(1) say it
    if ["resolve address", "resolve host"].contains(where: reason.contains) {
      return "see whether the name is right, and this host has a name server (/etc/resolv.conf)"
    }
    if reason.contains("resolve path") {
      return "see whether the folder is there, and what it stands on is mounted"
    }
    return switch code {
    case .refused: "correct what lets this host in, or what it may read there"
    case .untrusted: "compare what the server shows with what its owner publishes"
    case .unreachable, .timedOut: "see whether the address is right, and this host reaches it"
    case .noBranch: "push the branch, or correct `branch` in the configuration"
    case .full: "see what makes the repository that large, or make room on the disk"
    default: "correct `remotes` in the configuration"
    }
  }
}
