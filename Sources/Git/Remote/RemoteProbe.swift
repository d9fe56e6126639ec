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
  ///   - patience: seconds after which it is given up where nothing comes.
  ///   - credential: reads a credential of the service.
  ///   - stop: a descriptor that becomes readable when it is to be given up; it is not read from.
  /// - Throws: `GitError` as `Repository.fetch`, but for `.noBranch`.
  public func heads(
    deadline: Double, patience: Double = 10,
    credential: Remote.CredentialReader = Remote.noCredential, stop: Int32? = nil
  ) throws(GitError) -> [RemoteHead] {
    _ = Library.started
    let action = "look at \(self)"
    let watchdog = Watchdog(
      seconds: deadline, patience: url.kind == .path ? nil : patience, stop: stop)
    do {
      return try watchdog.guarding { () throws(GitError) in
        try branches(action, watchdog, credential).heads.map {
          RemoteHead(branch: $0.name, commit: $0.id)
        }
      }
    } catch {
      throw RemoteFailure.ended(
        watchdog, error, action, deadline: deadline, patience: patience)
    }
  }

  private func branches(
    _ action: String, _ watchdog: Watchdog, _ credential: Remote.CredentialReader
  ) throws(GitError) -> RemoteBranches {
    if url.kind == .path { return try localBranches(action) }
    let session = try RemoteSession(
      self, action: action, watchdog: watchdog, most: .max, credential)
    return try session.trusting { () throws(GitError) in
      let connection = try RemoteConnection(nil, session)
      try connection.open()
      return try connection.branches()
    }
  }
}
