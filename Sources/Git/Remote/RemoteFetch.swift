internal import CGit2
internal import Posix

/// What a fetch found.
public struct Fetched: Equatable, Sendable {
  /// The commit that the branch is at on the remote.
  public let head: ObjectID
  /// How many objects were downloaded; 0 where everything was here already.
  public let objects: Int
}

extension Repository {
  /// Whether a branch may have this name (git-check-ref-format(1)).
  public static func isBranchName(_ name: String) -> Bool {
    _ = Library.started
    var valid: Int32 = 0
    return git_reference_name_is_valid(&valid, "refs/heads/\(name)") == 0 && valid == 1
  }

  /// Asks a remote where a branch is and downloads the branch's own history as far as it is not
  /// here. Nothing but the object database changes: no reference, no configuration, no work tree. Of
  /// what comes over the network a reserve of the disk is left free.
  ///
  /// - Parameters:
  ///   - branch: such as "main" or "feature/x".
  ///   - deadline: seconds after which it is given up.
  ///   - patience: seconds after which it is given up where nothing comes.
  ///   - bytes: how many may come, at most.
  ///   - credential: reads a credential of the service.
  ///   - stop: a descriptor that becomes readable when it is to be given up; it is not read from.
  /// - Throws: `GitError`: `.unreachable`, `.timedOut`, `.interrupted`, `.noBranch`, `.refused`,
  ///   `.untrusted`, `.configuration`; `.malformed` where what the branch is at can be no checkout;
  ///   `.damaged` where it is this repository that is damaged; `.full` where the disk has no room for
  ///   what would have to come, none of which is kept.
  public func fetch(
    _ remote: Remote, branch: String, deadline: Double, patience: Double = 10,
    most bytes: Int = .max, credential: Remote.CredentialReader = Remote.noCredential,
    stop: Int32? = nil
  ) throws(GitError) -> Fetched {
    let action = "fetch \(branch) from \(remote)"
    guard Repository.isBranchName(branch) else {
      throw GitError(.configuration, action, "a branch cannot have that name")
    }
    let isNear = remote.url.kind == .path
    let watchdog = Watchdog(seconds: deadline, patience: isNear ? nil : patience, stop: stop)
    do {
      return try watchdog.guarding { () throws(GitError) in
        if isNear {
          return try copy(remote, branch: branch, action: action, watchdog: watchdog)
        }
        let session = try RemoteSession(
          remote, action: action, watchdog: watchdog, most: bytes,
          room: DiskSpace.spare(path).flatMap(Int.init(exactly:)) ?? .max, credential)
        return try session.trusting { () throws(GitError) in try transfer(branch, session) }
      }
    } catch {
      throw RemoteFailure.ended(
        watchdog, error, action, deadline: deadline, patience: patience)
    }
  }

  private func transfer(_ branch: String, _ session: RemoteSession) throws(GitError) -> Fetched {
    let incoming = try Incoming(self, session.watchdog)
    let connection = try RemoteConnection(incoming.repository, session)
    try connection.open()
    let head = try connection.branches().find(branch, action: session.action)
    return try receive(head, session.action, incoming) { () throws(GitError) in
      try connection.download(branch)
    }
  }
}

/// The branches of a remote.
struct RemoteBranches {
  let heads: [(name: String, id: ObjectID)]

  /// - Throws: `GitError` with `.noBranch`, which says what there is instead.
  func find(_ branch: String, action: String) throws(GitError) -> ObjectID {
    if let head = heads.first(where: { $0.name == branch }) { return head.id }
    guard !heads.isEmpty else {
      throw GitError(
        .noBranch, action, "the repository is empty; push a first commit to \(branch)")
    }
    let names = heads.map(\.name).sorted()
    let shown = names.prefix(5).map { printable($0, limit: 100) }
    let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
    throw GitError(
      .noBranch, action,
      """
      the remote has no branch \(branch), or it was deleted; there is \
      \(shown.joined(separator: ", "))\(rest)
      """)
  }
}
