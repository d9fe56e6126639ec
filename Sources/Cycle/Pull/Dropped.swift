internal import Git
internal import Model

/// The commits that were deployed and that a force push dropped.
enum Dropped {
  /// How many are remembered, and how many of one force push: a mirror that lags further than that
  /// has other problems.
  private static let (limit, each) = (500, 200)

  /// Those to remember once another commit is deployed.
  ///
  /// - Parameters:
  ///   - record: what was deployed before.
  ///   - next: the commit that is deployed from now on.
  static func commits(
    _ record: Record, next: ObjectID, repository: Repository
  ) throws(GitError) -> [String] {
    var dropped = record.dropped
    guard record.accepted != next.hex else { return dropped }
    if let accepted = record.accepted {
      dropped += try commits(of: accepted, without: next, repository)
    }
    // what it has among its ancestors is not dropped, or not any more
    var result: [String] = []
    for hex in dropped where !result.contains(hex) {
      guard let id = ObjectID(hex: hex), id != next else { continue }
      if try !repository.isKnownAncestor(id, of: next) { result.append(hex) }
    }
    return result.suffix(limit)
  }

  /// A commit, and those before it that another one does not have: each is known by its name even
  /// once the repository is fetched anew, which has none of them.
  private static func commits(
    of old: String, without next: ObjectID, _ repository: Repository
  ) throws(GitError) -> [String] {
    guard let id = ObjectID(hex: old) else { return [] }
    return try repository.revisions(of: id, without: next, limit: each).map(\.hex)
  }
}

extension Record {
  /// The same once a revision is deployed.
  func accepting(_ revision: Revision, _ repository: Repository) throws(GitError) -> Record {
    var record = self
    record.dropped = try Dropped.commits(self, next: revision.commit.id, repository: repository)
    record.accepted = revision.commit.id.hex
    record.approved = revision.approved
    if let source = revision.source { record.heads[source.remote] = source.head.hex }
    return record
  }
}
