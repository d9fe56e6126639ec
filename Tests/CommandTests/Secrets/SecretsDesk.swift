import TestSupport

/// A person's clone of a repository, with a key, and memory for edits that nobody else uses.
struct SecretsDesk {
  let folder: Folder
  private let memory: Memory
  /// More of the person's environment.
  var variables: [String: String] = [:]

  /// A folder that is kept in memory.
  private final class Memory {
    let path: String

    init() throws { path = try must(["mktemp", "-d", "/dev/shm/desk.XXXXXX"]) }

    deinit { _ = try? TestSupport.run(["rm", "-rf", path]) }
  }

  /// - Parameter rules: the `.sops.yaml`.
  init(rules: String = SecretsDesk.rules(AgeKey.host)) throws {
    folder = try Folder("secrets")
    memory = try Memory()
    try must(["git", "init", "-q", folder.path])
    try write(AgeKey.host.identity + "\n", to: folder["key"], mode: 0o600)
    try write(AgeKey.host.recipient + "\n", to: folder["host/media/age.pub"])
    try write(rules, to: folder[".sops.yaml"])
  }

  /// Rules that encrypt to some keys.
  static func rules(_ keys: AgeKey...) -> String {
    "creation_rules:\n  - age:\n" + keys.map { "      - \($0.recipient)\n" }.joined()
  }

  func environment(editor: String? = nil) -> [String: String] {
    var own = [
      "SOPS_AGE_KEY_FILE": folder["key"], "XDG_RUNTIME_DIR": memory.path, "HOME": folder.path,
    ]
    own["EDITOR"] = editor
    return plainEnvironment.merging(own) { $1 }.merging(variables) { $1 }
  }

  private func command(_ words: [String]) -> [String] {
    ["env", "-C", folder.path, Program.converge, "secrets"] + words
  }

  /// Runs a command where there is no terminal.
  func converge(
    _ words: String..., input: String? = nil, editor: String? = nil
  ) throws -> Output {
    try self.run(words, input: input, editor: editor)
  }

  /// The same.
  func run(_ words: [String], input: String? = nil, editor: String? = nil) throws -> Output {
    var all = ["setsid", "-w"] + command(words)
    if let input {
      try write(input, to: folder["input"], mode: 0o600)
      all = ["sh", "-c", "exec \"$@\" < '\(folder["input"])'", "sh"] + all
    }
    return try TestSupport.run(all, environment: environment(editor: editor))
  }

  /// Runs a command on a terminal.
  func terminal(_ words: String..., editor: String? = nil) throws -> TerminalChild {
    try TerminalChild(command(words), environment: environment(editor: editor))
  }

  /// Makes an encrypted file.
  func encrypt(_ text: String, to name: String, for keys: AgeKey...) throws {
    try write(text, to: folder[name])
    let ages = (keys.isEmpty ? [AgeKey.host] : keys).flatMap { ["--age", $0.recipient] }
    try must([Program.converge, "secrets", "encrypt", "-i"] + ages + [folder[name]])
  }

  func decrypt(_ name: String) throws -> String {
    try must([Program.converge, "secrets", "decrypt", folder[name]], environment: environment())
  }

  /// Writes a program that stands for an editor.
  func editor(_ script: String) throws -> String {
    try write("#!/bin/sh\n\(script)\n", to: folder["editor"], mode: 0o755)
    return folder["editor"]
  }

  /// What stands in the memory for edits.
  var edits: [String] {
    (try? must(["find", memory.path, "-mindepth", "1", "-type", "f"]))?
      .split(separator: "\n").map(String.init).filter { !$0.hasSuffix("/lock") } ?? []
  }

  /// The lines of a file that are not in an older version, by their first word.
  func changes(of name: String, since old: String) -> [String] {
    let lines = Set(old.split(separator: "\n"))
    let new = (read(folder[name]) ?? "").split(separator: "\n").filter { !lines.contains($0) }
    return new.map { line in
      String(line.drop { " \t\"".contains($0) }.prefix { !"=:\"".contains($0) })
    }
  }
}
