import Glibc
import Model
import Secrets
import TestSupport
import Testing

@testable import Cycle

/// Whose keys there are: two hosts and a laptop.
enum Who: Sendable {
  case media, nas, laptop
  /// A key of the example repository.
  case everybody

  var recipient: Recipient {
    get throws {
      switch self {
      case .media: try Recipient(AgeKey.host.recipient)
      case .nas: try Recipient(AgeKey.foreign.recipient)
      case .laptop: Who.laptopKey.recipient
      case .everybody: try Recipient(Who.published)
      }
    }
  }

  static let laptopKey = Identity.generate()
  static let published = "age1tts9um0w77q270z7kffnq0pw2xc5ensrnytfsmaapfy8cvt6hakqkd27j8"
}

/// What stands in a file.
enum Content: Sendable, ExpressibleByStringLiteral {
  case text(String)
  case sealed(String, [Who])
  case groups(String, [[Who]])
  /// Encrypted, and then the line that begins so is another one.
  case edited(String, [Who], line: String, String)

  /// Two versions between the marks of a merge.
  case conflicted(String, String, [Who])

  init(stringLiteral text: String) { self = .text(text) }

  func text(of path: String) throws -> String {
    switch self {
    case .text(let text): return text
    case .sealed(let text, let who): return try seal(text, [who], path)
    case .groups(let text, let groups): return try seal(text, groups, path)
    case .conflicted(let ours, let theirs, let who):
      return "<<<<<<< HEAD\n" + (try seal(ours, [who], path)) + "=======\n"
        + (try seal(theirs, [who], path)) + ">>>>>>> other\n"
    case .edited(let text, let who, let start, let new):
      let lines = try seal(text, [who], path).split(
        separator: "\n", omittingEmptySubsequences: false)
      return lines.map { $0.hasPrefix(start) ? new : String($0) }.joined(separator: "\n")
    }
  }

  private func seal(_ text: String, _ groups: [[Who]], _ path: String) throws -> String {
    let terms = SopsTerms(
      groups: try groups.map { try $0.map { try $0.recipient } }, threshold: groups.count)
    let bytes = try Sops.encrypt(
      Array(text.utf8), as: SopsFormat(ofPlaintext: path), terms, at: 1_700_000_000)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A clone in which somebody works on secrets.
final class SecretDesk {
  private let folder: TestSupport.Folder
  var clone: String { folder["clone"] }

  /// A repository in which nothing is wrong: media runs web, nas runs nothing.
  static let clean: [String: Content] = [
    "global/common.secret.env": .sealed("TOKEN=t0ken-value\n", [.media, .laptop]),
    "host/media/stacks.yaml": "- web\n",
    "host/media/age.pub": .text("# media\n\(AgeKey.host.recipient)\n"),
    "host/nas/stacks.yaml": "[]\n",
    "host/nas/age.pub": .text("\(AgeKey.foreign.recipient)\n"),
    "stacks/web/web.secret.env": .sealed("DB_PASSWORD=hunter2-value\n", [.media, .laptop]),
    "stacks/web/app.secret.yaml": .sealed("db:\n    user: u\n", [.media, .laptop]),
    "stacks/web/compose.yaml": """
    services:
      web:
        image: web:1
        environment:
          DB: ${DB_PASSWORD}
          TOKEN: ${TOKEN:?}
          ZONE: ${ZONE:-UTC}
        secrets: [app]
    secrets:
      app:
        file: ./.decrypted.app.secret.yaml

    """,
  ]

  init(_ files: [String: Content?] = SecretDesk.clean) throws {
    folder = try TestSupport.Folder("secrets")
    try must(["git", "init", "-q", "-b", "main", clone])
    try git("config", "user.name", "A Person")
    try git("config", "user.email", "person@example.org")
    try commit(files)
  }

  /// Puts files onto the disk; nil removes one.
  func put(_ files: [String: Content?]) throws {
    for (path, content) in files {
      if let content {
        try write(try content.text(of: path), to: "\(clone)/\(path)")
      } else {
        unlink("\(clone)/\(path)")
      }
    }
  }

  /// Commits files, and whatever else changed.
  ///
  /// - Returns: the commit's first seven digits.
  @discardableResult
  func commit(_ files: [String: Content?] = [:]) throws -> String {
    try put(files)
    try git("add", "-A")
    try git("commit", "-q", "--allow-empty", "-m", "Change")
    return String(try git("rev-parse", "HEAD").prefix(7))
  }

  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let variables = [
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_DATE": "2026-03-01T12:00:00+0100",
    ]
    return try must(
      ["git", "-C", clone] + arguments, environment: plainEnvironment.merging(variables) { $1 })
  }

  func report(
    _ source: SecretsCheck.Source = .workTree, history: Bool = false, keys: [Identity] = []
  ) throws -> SecretsCheck.Report {
    var check = SecretsCheck()
    (check.source, check.history, check.folder) = (source, history, clone)
    return try check.run(identities: keys)
  }

  /// What is found, as it is printed.
  func lines(
    _ source: SecretsCheck.Source = .workTree, history: Bool = false, keys: [Identity] = []
  ) throws -> [String] {
    try report(source, history: history, keys: keys).findings.map(\.description)
  }
}
