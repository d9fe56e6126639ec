/// A branch of a remote and the commit it is at.
public struct RemoteHead: Equatable, Sendable {
  /// Such as "main".
  public let branch: String
  public let commit: ObjectID
}

extension Remote {
  /// Asks a remote for its branches: whether it can be reached and lets us in. Nothing is fetched.
  ///
  /// - Parameters:
  ///   - deadline: seconds after which it is given up.
  ///   - stop: a descriptor that becomes readable when it is to be given up; it is not read from.
  /// - Throws: `GitError` as `Repository.fetch`, but for `.noBranch`.
  public func heads(deadline: Double, stop: Int32? = nil) throws(GitError) -> [RemoteHead] {
    _ = Library.started
    let action = "look at \(self)"
    let watchdog = Watchdog(seconds: deadline, stop: stop)
    do {
      return try watchdog.guarding { () throws(GitError) in
        try branches(action, watchdog).heads.map { RemoteHead(branch: $0.name, commit: $0.id) }
      }
    } catch {
      switch watchdog.verdict {
      case .none: throw error
      case .stopped: throw GitError(.interrupted, action, "it was given up on request")
      case .late: throw GitError(.timedOut, action, "no answer after \(Int(deadline)) seconds")
      }
    }
  }

  private func branches(
    _ action: String, _ watchdog: Watchdog
  ) throws(GitError) -> RemoteBranches {
    if url.kind == .path { return try localBranches(action) }
    let session = try RemoteSession(self, action: action, watchdog: watchdog)
    if case .https(_, _, let file) = access { try Authorities.use(file) }
    guard case .ssh = access, let hosts = session.knownHosts else { return try shown(session) }
    return try HostKeyPreference.with(hosts, host: url.host, port: url.port) {
      () throws(GitError) in
      try shown(session)
    }
  }

  private func shown(_ session: RemoteSession) throws(GitError) -> RemoteBranches {
    let connection = try RemoteConnection(nil, session)
    try connection.open()
    return try connection.branches()
  }
}
