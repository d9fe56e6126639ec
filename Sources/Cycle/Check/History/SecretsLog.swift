internal import Git
internal import Glibc
public import Model
internal import Secrets

/// Who changed which keys when, without a key and without any value.
public struct SecretsLog: Equatable, Sendable {
  /// What a commit did to one file.
  public struct Entry: Sendable {
    /// How the file is encrypted after the commit.
    public enum State: String, Sendable {
      case encrypted, plaintext, removed
      /// Some values are in the clear.
      case partial
      /// It is encrypted and cannot be read.
      case damaged
    }

    let commit: Commit
    public let file: String
    public let state: State
    /// Whether there was no such file before.
    public let isNew: Bool
    /// Whether it was in plaintext before, and is not any more.
    public let wasPlaintext: Bool
    let changes: SopsChanges
    /// The hosts that have the recipients that came or went, by recipient.
    public let hosts: [String: String]
  }

  /// A file, as the person names it; nil for all encrypted ones.
  public var file: String?
  /// A folder in the clone; nil for where git says, else the current one.
  var folder: String?

  public init(file: String? = nil) { self.file = file }

  /// Goes through the current branch, the newest commit first.
  ///
  /// - Parameter visit: is called for each file that a commit changed, until it answers false.
  /// - Throws: why the repository cannot be read.
  public func each(_ visit: (Entry) -> Bool) throws(Problem) {
    do throws(GitError) {
      let clone = try find()
      let path = try file.map { file throws(GitError) in try Self.path(file, in: clone) }
      guard let head = try clone.head() else { return try check(path, false) }
      let hosts = try Self.hosts(clone.repository, try clone.repository.commit(head).tree)
      var isKnown = path == nil
      var versions = Versions(repository: clone.repository)
      let name = path.map(SecretName.name)
      let isWanted = { other in name.map { $0 == other } ?? SecretName.isSecret(other) }
      try clone.repository.history(from: head, where: isWanted) {
        (commit, changes) throws(GitError) in
        for change in changes where path == nil || change.path == path {
          isKnown = true
          guard visit(try versions.entry(change, commit.forPeople, hosts)) else { return false }
        }
        return true
      }
      try check(path, isKnown)
    } catch {
      throw error.problem
    }
  }

  private func check(_ path: String?, _ isKnown: Bool) throws(GitError) {
    guard let path, !isKnown else { return }
    throw GitError(
      .notFound, "tell the history of \(path)", "no commit of the current branch has that file")
  }

  /// The clone that we are in, or else the one that the file lies in.
  private func find() throws(GitError) -> Clone {
    do throws(GitError) {
      let clone = try Clone.find(forPersonIn: folder)
      guard let file, (try? Self.path(file, in: clone)) == nil else { return clone }
      return try Clone.find(from: SecretName.folder(of: file))
    } catch {
      guard let file, let clone = try? Clone.find(from: SecretName.folder(of: file)) else {
        throw error
      }
      return clone
    }
  }

  /// A file's path in the repository.
  private static func path(_ file: String, in clone: Clone) throws(GitError) -> String {
    guard let root = clone.workTree else { return file }
    var folder = ""
    if let current = getcwd(nil, 0) {
      folder = String(cString: current)
      free(current)
    }
    let whole = file.hasPrefix("/") ? file : "\(folder)/\(file)"
    let plain = real("/" + (RepositoryPath.normal(whole) ?? ""))
    guard plain.hasPrefix(root) else {
      throw GitError(.notFound, "tell the history of \(file)", "it is not below \(root)")
    }
    return String(plain.dropFirst(root.count))
  }

  /// The path without links in its folder, where that is there.
  private static func real(_ path: String) -> String {
    guard let folder = realpath(SecretName.folder(of: path), nil) else { return path }
    defer { free(folder) }
    let text = String(cString: folder)
    return "\(text == "/" ? "" : text)/\(SecretName.name(of: path))"
  }

  /// The names of hosts by their recipients.
  private static func hosts(
    _ repository: Repository, _ tree: ObjectID
  ) throws(GitError) -> [String: String] {
    var result: [String: String] = [:]
    for host in try repository.entries(of: tree, in: "host") ?? [] where host.kind == .folder {
      let file = try repository.entry(of: tree, at: CheckedHost.keyFile(of: host.name))
      guard let file, file.kind == .file || file.kind == .executable,
        case .recipients(let recipients) = CheckedHost.Key(try repository.blob(file.id))
      else { continue }
      for recipient in recipients { result[recipient] = host.name }
    }
    return result
  }
}

/// Versions of files, each read once while it is near.
private struct Versions {
  private static let limit = 2000

  let repository: Repository
  private var known: [ObjectID: CheckedSecret] = [:]

  init(repository: Repository) { self.repository = repository }

  mutating func entry(
    _ change: PathChange, _ commit: Commit, _ hosts: [String: String]
  ) throws(GitError) -> SecretsLog.Entry {
    let (old, new) = (try read(change.old, change.path), try read(change.new, change.path))
    let (before, after) = (SecretsLog.Entry.state(old), SecretsLog.Entry.state(new))
    var changes = SopsChanges()
    if let file = new?.sealed {
      changes = file.changes(since: old?.sealed)
      if file.format == .binary { changes.callContent() }
    }
    let recipients = changes.recipientsAdded + changes.recipientsRemoved
    let names = recipients.compactMap { text in
      hosts[RecipientText.plain(text)].map { (text, $0) }
    }
    return SecretsLog.Entry(
      commit: commit, file: change.path, state: after, isNew: change.old == nil,
      wasPlaintext: before == .plaintext && (after == .encrypted || after == .partial),
      changes: changes, hosts: Dictionary(names, uniquingKeysWith: { $1 }))
  }

  private mutating func read(_ blob: ObjectID?, _ path: String) throws(GitError) -> CheckedSecret? {
    guard let blob else { return nil }
    if let known = known[blob] { return known }
    let secret = CheckedSecret(path, try repository.blob(blob))
    if known.count > Self.limit { known = [:] }
    known[blob] = secret
    return secret
  }
}

extension SopsChanges {
  /// The name that SOPS gives to what has none is no key of a person's.
  fileprivate mutating func callContent() {
    added = added.map { _ in "content" }
    changed = changed.map { _ in "content" }
    removed = removed.map { _ in "content" }
  }
}

extension SecretsLog.Entry {
  fileprivate static func state(_ secret: CheckedSecret?) -> State {
    switch secret?.content {
    case nil: .removed
    case .plain: .plaintext
    case .damaged, .conflicted: .damaged
    case .sealed(let file): file.bare.contains { !$0.isComment } ? .partial : .encrypted
    }
  }
}

extension SecretsLog.Entry: Encodable {
  private enum Key: String, CodingKey {
    case commit, date, author, file, state, new, added, changed, removed, recipientsAdded
    case recipientsRemoved, encryptedAnew
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(commit.id.hex, forKey: .commit)
    try fields.encode(DateText.full(commit.authored), forKey: .date)
    try fields.encode(commit.author, forKey: .author)
    try fields.encode(file, forKey: .file)
    try fields.encode(state.rawValue, forKey: .state)
    try fields.encode(isNew, forKey: .new)
    try fields.encode(changes.added, forKey: .added)
    try fields.encode(changes.changed, forKey: .changed)
    try fields.encode(changes.removed, forKey: .removed)
    try fields.encode(changes.recipientsAdded, forKey: .recipientsAdded)
    try fields.encode(changes.recipientsRemoved, forKey: .recipientsRemoved)
    try fields.encode(changes.isAnew, forKey: .encryptedAnew)
  }
}
