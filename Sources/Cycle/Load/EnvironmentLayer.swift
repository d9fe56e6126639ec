internal import Git
internal import Model
internal import Secrets

/// The environment files of one folder: `.env`, then `*.env`, then the encrypted ones.
struct EnvironmentLayer {
  let files: [EnvironmentFile]

  /// Chooses the files among the entries directly in a folder.
  init(_ entries: [TreeEntry]) {
    let names = entries.filter { $0.kind != .folder && $0.kind != .submodule }.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let secrets = names.filter { $0.name.hasSuffix(".secret.env") }
    let plain = names.filter {
      $0.name.hasSuffix(".env") && !$0.name.hasSuffix(".secret.env") && !$0.name.hasPrefix(".")
    }
    files =
      names.filter { $0.name == ".env" }.map { .plain($0.path) }
      + plain.map { .plain($0.path) }
      + secrets.map { .secret(SecretFile(path: $0.path, blob: $0.id.hex)) }
  }

  /// Whether a file of variables stands directly in one of the folders that have layers: `global/`,
  /// `host/<name>/` and `stacks/<name>/`.
  static func isLayer(_ path: String) -> Bool {
    let depth = path.split(separator: "/").count
    return path.hasSuffix(".env") && depth == (path.hasPrefix("global/") ? 2 : 3)
  }

  /// The first variable that would steer Compose itself. Only the profiles are the user's to set
  /// there: a project name or a file list hidden in an environment file would make another
  /// project out of the stack.
  ///
  /// - Parameters:
  ///   - text: the content of an environment file.
  ///   - file: its path in the repository, for the message.
  static func steeringVariable(in text: [UInt8], of file: String) -> Problem? {
    let entries = Dotenv(text).entries
    guard
      let entry = entries.first(where: {
        $0.key.hasPrefix("COMPOSE_") && $0.key != "COMPOSE_PROFILES"
      })
    else { return nil }
    return Problem(
      "\(entry.key) may not be set here", at: .init(file, line: entry.line),
      hint: "of Compose's own variables only COMPOSE_PROFILES counts")
  }
}
