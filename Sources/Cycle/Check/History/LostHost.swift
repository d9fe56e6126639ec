internal import Git

/// What somebody who has a host's key can read, now and of what was committed before.
public struct LostHost: Sendable {
  /// Whether a file's data key, which update-keys leaves as it is, is one that the key opened.
  public enum DataKey: String, Sendable, Encodable {
    case known
    /// It may have been replaced: values and recipients changed at once.
    case perhaps
    case other
  }

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
    public var isOpen = false
    /// Whether there is no such file any more.
    public var isGone = false
    /// What the file is encrypted with now.
    public var dataKey = DataKey.other
  }

  /// A key that was the host's.
  public struct Key: Equatable, Sendable {
    public let recipient: String
    /// The commit that recorded it, and when; nil where that is not known.
    public var since: String?
    public var sinceDate: String?
    /// The commit that removed it, where one did.
    public var until: String?
    public var untilDate: String?
  }

  /// Sorted by recipient.
  public let keys: [Key]
  /// The hosts that have one of the keys now.
  public let hosts: [String]
  /// Sorted by path.
  public let files: [File]

  /// The keys, as recipients.
  public var recipients: [String] { keys.map(\.recipient) }
}

extension LostHost {
  /// - Parameter head: the newest commit; nil where there is none yet.
  init(
    _ keys: [Key], _ tree: CheckedTree, _ repository: Repository, from head: ObjectID?
  ) throws(GitError) {
    let recipients = Set(keys.map(\.recipient))
    var search = LostHostSearch(repository, recipients, tree)
    if let head {
      try repository.history(from: head, where: SecretName.isSecret) {
        (commit, changes) throws(GitError) in
        for change in changes { try search.take(change, commit) }
        return true
      }
    }
    self.keys = keys.sorted { $0.recipient < $1.recipient }
    hosts = tree.hosts(with: Array(recipients)).map(\.name).sorted()
    files = search.result(tree)
  }
}

/// Goes through versions, the newest first.
private struct LostHostSearch {
  /// A version that the key opens or not, where it is encrypted and sound.
  private typealias Version = (key: DataKeys.Version, opens: Bool)

  let repository: Repository
  let recipients: Set<String>
  private var files: [String: LostHost.File] = [:]
  private var known: [ObjectID: Version?] = [:]
  private var keys = DataKeys()
  private var current: [String: DataKeys.Version] = [:]
  /// Versions whose forerunner was not seen yet, and whether something stands between.
  private var waiting: [String: (version: DataKeys.Version, hasGap: Bool)] = [:]

  init(_ repository: Repository, _ recipients: Set<String>, _ tree: CheckedTree) {
    (self.repository, self.recipients) = (repository, recipients)
    for secret in tree.sorted {
      guard let version = add(secret) else { continue }
      current[secret.path] = version.key
      waiting[secret.path] = (version.key, false)
      if version.opens { files[secret.path] = .init(file: secret.path, isOpen: true) }
    }
  }

  mutating func take(_ change: PathChange, _ commit: Commit) throws(GitError) {
    let old = try version(change.old, change.path)
    let new = try version(change.new, change.path)
    follow(change.path, old?.key, new?.key)
    var file = files[change.path] ?? .init(file: change.path)
    if new?.opens == true {
      (file.since, file.sinceDate) = (commit.id.hex, DateText.full(commit.authored))
    } else if old?.opens == true, !file.isOpen, file.since == nil, file.until == nil {
      (file.until, file.untilDate) = (commit.id.hex, DateText.full(commit.authored))
    } else {
      return
    }
    files[change.path] = file
  }

  private mutating func follow(
    _ path: String, _ old: DataKeys.Version?, _ new: DataKeys.Version?
  ) {
    if let newer = waiting[path], let next = new ?? old {
      keys.follow(newer.version, next, hasGap: newer.hasGap || new == nil)
      waiting[path] = nil
    }
    guard let new else { return }
    if let old { keys.follow(new, old, hasGap: false) } else { waiting[path] = (new, true) }
  }

  private mutating func version(_ blob: ObjectID?, _ path: String) throws(GitError) -> Version? {
    guard let blob else { return nil }
    if let known = known[blob] { return known }
    let version = add(CheckedSecret(path, try repository.blob(blob)))
    known[blob] = .some(version)
    return version
  }

  private mutating func add(_ secret: CheckedSecret) -> Version? {
    guard let file = secret.sealed else { return nil }
    let opens = file.opens(with: recipients)
    return (keys.add(file, isOpened: opens), opens)
  }

  /// Also files that the key never opened under their names, where it knows what opens them.
  func result(_ tree: CheckedTree) -> [LostHost.File] {
    let lost = keys.lost
    var files = files
    for (path, version) in current {
      let state = keys.state(version, lost)
      if files[path] != nil || state == .known {
        files[path, default: .init(file: path)].dataKey = state
      }
    }
    for path in files.keys where tree.secrets[path] == nil { files[path]?.isGone = true }
    return files.values.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
  }
}
