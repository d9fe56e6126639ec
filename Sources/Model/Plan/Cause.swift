/// Why an action is taken: the same words in the terminal, the journal, JSON and receipts.
public enum Cause: Equatable, Sendable, CustomStringConvertible {
  /// It was never applied here, and no container of it exists.
  case firstDeployment
  /// It was applied before, but none of its containers is left.
  case containersMissing
  /// It runs, but nothing is known of what was applied.
  case notApplied
  /// Files of the stack, or that it uses, differ from those last applied.
  case changed([FileChange])
  /// Decrypted values differ from those last applied.
  case secretsChanged
  /// What runs is not what was applied.
  case drift(Drift)
  /// Everything is compared with Compose's own eyes from time to time, or because a person said so.
  case fullPass
  /// Its containers were paused when the rest of the stack was applied.
  case postponed
  /// It was applied, and has not been seen to run well since.
  case unverified
  /// A later version of it failed.
  case rolledBack(from: String)
  /// The stack was applied before, but without this service.
  case newService
  /// The image's name in the Compose file, before and now.
  case image(from: String, to: String)
  /// The image has the name it had, and is another one: its digest or id, before and now.
  case imageContent(String, from: String, to: String)
  /// What its image is built from.
  case build
  /// Variables that were added, changed or removed.
  case environment([String])
  /// Other keys of the service.
  case definition([String])
  /// How many containers it shall have.
  case replicas(from: Int, to: Int)
  /// A file that it mounts.
  case file(FileChange)
  /// A `configs` or `secrets` entry that stands in no file.
  case inlineFile(String)
  /// A file that it mounts is newer than its container.
  case newerFile(String)
  /// A service that it depends on was made anew: Compose then makes it anew too.
  case dependency(String)
  /// Compose decided so by itself, this being its version.
  case compose(from: String?, to: String?)
  /// A Compose project that the list of this host does not name.
  case notDeclared(host: String)

  /// One word for programs; it never changes its meaning.
  public var kind: String {
    switch self {
    case .firstDeployment: "first-deployment"
    case .containersMissing: "containers-missing"
    case .notApplied: "not-applied"
    case .changed: "changed"
    case .secretsChanged: "secrets-changed"
    case .drift: "drift"
    case .fullPass: "full-pass"
    case .postponed: "postponed"
    case .unverified: "unverified"
    case .rolledBack: "rolled-back"
    case .newService: "new-service"
    case .image, .imageContent: "image"
    case .build: "build"
    case .environment: "environment"
    case .definition: "definition"
    case .replicas: "replicas"
    case .file, .inlineFile, .newerFile: "file"
    case .dependency: "dependency"
    case .compose: "compose"
    case .notDeclared: "not-declared"
    }
  }

  public var description: String {
    switch self {
    case .firstDeployment: "first deployment"
    case .containersMissing: "its containers were gone"
    case .notApplied: "nothing is known of what was applied before"
    case .changed(let files): "changed: \(abbreviate(files.map(\.description)))"
    case .secretsChanged: "decrypted values changed"
    case .drift(let drift): "\(drift)"
    case .fullPass: "full pass"
    case .postponed: "its containers were paused when the stack was applied"
    case .unverified: "applied before, and not verified"
    case .rolledBack(let commit): "back from \(commit), which failed"
    case .newService: "new in the stack"
    case .image(let old, let new): "image \(old.withShortDigests) to \(new.withShortDigests)"
    case .imageContent(let name, let old, let new):
      "image \(name): \(old.withShortDigests) to \(new.withShortDigests)"
    case .build: "what its image is built from changed"
    case .environment(let names): "environment changed: \(abbreviate(names))"
    case .definition(let keys): "\(abbreviate(keys)) changed"
    case .replicas(let old, let new): "\(old) to \(new) containers"
    case .file(let change): "\(change)"
    case .inlineFile(let name): "content of \(name) changed"
    case .newerFile(let path): "\(path) is newer than the container"
    case .dependency(let service): "\(service), which it depends on, was made anew"
    case .compose(let old?, let new?) where old != new: "Compose \(old) to \(new)"
    case .compose: "Compose found it changed"
    case .notDeclared(let host): "not declared for \(host)"
    }
  }
}

/// A file that differs between the commit last applied and this one, and who changed it.
public struct FileChange: Equatable, Sendable, CustomStringConvertible {
  /// The commit that changed it.
  public struct Origin: Equatable, Sendable {
    /// Abbreviated.
    public let commit: String
    public let author: String
    public let subject: String

    public init(commit: String, author: String, subject: String) {
      self.commit = commit
      self.author = author
      self.subject = subject
    }
  }

  public let path: String
  /// Nil where it cannot be told any more.
  public let origin: Origin?

  public init(_ path: String, origin: Origin? = nil) {
    self.path = path
    self.origin = origin
  }

  /// "stacks/web/Caddyfile in abc1234 (Ann: serve the blog)"
  public var description: String {
    guard let origin else { return path }
    return "\(path) in \(origin.commit) (\(origin.author): \(origin.subject))"
  }
}

private func abbreviate(_ words: [String]) -> String {
  let shown = words.prefix(3).joined(separator: ", ")
  return words.count > 3 ? "\(shown) and \(words.count - 3) more" : shown
}

extension String {
  /// A name with its digests shortened to twelve digits, as people read them.
  public var withShortDigests: String {
    let parts = split(separator: "sha256:", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts[0])) { text, part in
      let digits = part.prefix { $0.isHexDigit }
      let rest = part.dropFirst(digits.count)
      return text + "sha256:" + (digits.count == 64 ? digits.prefix(12) : digits) + rest
    }
  }
}
