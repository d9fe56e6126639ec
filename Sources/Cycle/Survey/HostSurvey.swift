internal import Docker
public import Git
public import Model
internal import Posix
internal import Secrets
internal import YAML

/// What the commit deployed last asks of this host, as far as that can be read: for looking, never
/// for acting.
public struct HostSurvey: Sendable {
  /// The host's name in the repository.
  public var host: String
  /// Nil where nothing was ever deployed, or the checkout cannot be read.
  public var deployed: Commit?
  /// The recipients in `host/<name>/age.pub`; nil where there is no such file.
  public var published: [String]?
  /// The encrypted files that the declared stacks use, and whom each is encrypted to: one list for
  /// each key group.
  public var secrets: [(path: String, recipients: [[String]])] = []
  /// The images that the declared stacks name, without those whose names hold variables.
  public var images: [String] = []
  /// Why nothing, or not all, could be read.
  public var problem: Problem?

  /// Reads it.
  public init(_ settings: Settings) {
    host = settings.host ?? Host.shortName
    if let state = try? StateFolder.open(settings.state, isMade: false),
      let known = (try? state.read(RecordFile.self, RecordFile.name))??.record.lastingHost
    {
      host = known
    }
    do throws(GitError) {
      guard (try? FileStatus.of("\(settings.checkout)/.git")) != nil else { return }
      let repository = try Repository.open(settings.checkout)
      guard let id = try repository.commitID(of: Site.acceptedReference) else { return }
      let commit = try repository.commit(id)
      deployed = commit
      try read(commit, repository)
    } catch {
      problem = Problem("\(error)")
    }
  }

  private mutating func read(_ commit: Commit, _ repository: Repository) throws(GitError) {
    if let file = try repository.entry(of: commit.tree, at: CheckedHost.keyFile(of: host)) {
      published = RecipientLines.read(try repository.blob(file.id)).map(\.text)
    }
    let declaration: Declaration
    do throws(Failure) {
      declaration = try DeclarationLoader(
        repository: repository, tree: commit.tree, host: host
      ).load()
    } catch {
      problem = error.problems.first
      return
    }
    for file in declaration.secrets {
      guard let id = ObjectID(hex: file.blob) else { continue }
      let secret = CheckedSecret(file.path, try repository.blob(id))
      if let sealed = secret.sealed { secrets.append((file.path, sealed.recipients)) }
    }
    var names: Set<String> = []
    for stack in declaration.readable {
      var files: [[UInt8]] = []
      for path in stack.composeFiles {
        guard let file = try repository.entry(of: commit.tree, at: path) else { continue }
        files.append(try repository.blob(file.id))
      }
      names.formUnion(HostSurvey.images(in: files))
    }
    images = names.sorted()
  }

  /// The images that the Compose files of a stack name, but for those that are built or never pulled.
  static func images(in files: [[UInt8]]) -> [String] {
    var (images, others): ([String: String], Set<String>) = ([:], [])
    for file in files {
      guard let root = try? Node.parse(file, expandingAliases: 10_000),
        let services = root["services"], case .mapping(let entries) = services.value
      else { continue }
      for entry in entries {
        let name = entry.key.value
        let policy = entry.value["pull_policy"]?.text
        if entry.value["build"] != nil || policy == "never" || policy == "build" {
          others.insert(name)
        }
        if let image = entry.value["image"]?.text { images[name] = image }
      }
    }
    return images.filter {
      !others.contains($0.key) && !$0.value.isEmpty && !$0.value.contains("$")
    }
    .map(\.value).sorted()
  }

  /// The secrets that none of these recipients can open alone.
  public func closed(to recipients: Set<String>) -> [String] {
    let own = Set(recipients.map(RecipientText.plain))
    return secrets.filter { secret in
      !secret.recipients.contains { !own.isDisjoint(with: $0.map(RecipientText.plain)) }
    }.map(\.path)
  }
}

extension Node {
  fileprivate var text: String? {
    if case .scalar(let text, _) = value { text } else { nil }
  }

  fileprivate subscript(_ key: String) -> Node? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.last { $0.key.value == key }?.value
  }
}
