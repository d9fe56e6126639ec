internal import Git

/// What somebody who has a host's key can read, now and of what was committed before.
public struct LostHost: Sendable {
  /// A file that the key opens, or opened.
  public struct File: Equatable, Sendable, Encodable {
    public let file: String
    /// The first commit in which it did; nil where that is not committed yet.
    public var since: String?
    public var sinceDate: String?
    /// The commit that ended it, where something did.
    public var until: String?
    public var untilDate: String?
    /// Whether it opens the file as it is now.
    public var isOpen: Bool
    /// Whether there is no such file any more.
    public var isGone: Bool
  }

  /// The keys, as recipients.
  public let recipients: [String]
  /// Sorted by path.
  public let files: [File]
}

extension LostHost {
  /// - Parameter head: the newest commit; nil where there is none yet.
  init(
    _ recipients: Set<String>, _ tree: CheckedTree, _ repository: Repository, from head: ObjectID?
  ) throws(GitError) {
    var search = LostHostSearch(repository, recipients)
    if let head {
      try repository.history(from: head, where: SecretName.isSecret) {
        (commit, changes) throws(GitError) in
        for change in changes { try search.take(change, commit) }
        return true
      }
    }
    for secret in tree.sorted where secret.sealed?.opens(with: recipients) == true {
      search.files[secret.path, default: .init(file: secret.path)].isOpen = true
    }
    for path in search.files.keys {
      search.files[path]?.isGone = tree.secrets[path] == nil
      if search.files[path]?.isOpen == true {
        search.files[path]?.until = nil
        search.files[path]?.untilDate = nil
      }
    }
    self.recipients = recipients.sorted()
    files = search.files.values.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
  }
}

extension LostHost.File {
  init(file: String) { self.init(file: file, isOpen: false, isGone: false) }
}

/// Goes through versions, the newest first.
private struct LostHostSearch {
  let repository: Repository
  let recipients: Set<String>
  var files: [String: LostHost.File] = [:]
  private var known: [ObjectID: Bool] = [:]

  init(_ repository: Repository, _ recipients: Set<String>) {
    (self.repository, self.recipients) = (repository, recipients)
  }

  mutating func take(_ change: PathChange, _ commit: Commit) throws(GitError) {
    let (did, does) = (try opens(change.old, change.path), try opens(change.new, change.path))
    if does {
      var file = files[change.path] ?? .init(file: change.path)
      (file.since, file.sinceDate) = (commit.id.hex, DateText.full(commit.authored))
      files[change.path] = file
    } else if did, files[change.path] == nil {
      var file = LostHost.File(file: change.path)
      (file.until, file.untilDate) = (commit.id.hex, DateText.full(commit.authored))
      files[change.path] = file
    }
  }

  private mutating func opens(_ blob: ObjectID?, _ path: String) throws(GitError) -> Bool {
    guard let blob else { return false }
    if let known = known[blob] { return known }
    let secret = CheckedSecret(path, try repository.blob(blob))
    let opens = secret.sealed?.opens(with: recipients) ?? false
    known[blob] = opens
    return opens
  }
}
