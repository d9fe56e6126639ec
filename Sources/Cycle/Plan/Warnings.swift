internal import Docker
internal import Git
internal import Model
internal import Secrets

/// Compose's warnings, in words that show nothing of a secret.
struct Warnings {
  let target: Target
  let masker: Masker
  let reporter: Reporter

  /// Says what Compose is not sure of. A `$` in a value is taken for a variable: the message then
  /// names the file and the key, never what stands behind the `$`.
  func tell(_ warnings: [ComposeWarning], _ stack: Stack) {
    var said: Set<String> = []
    for warning in warnings {
      let texts =
        switch warning {
        case .unsetVariable(let name): explain(name, stack)
        case .other(let text): [text]
        }
      for text in texts where said.insert(text).inserted { say(text, stack) }
    }
  }

  private func say(_ text: String, _ stack: Stack) {
    reporter.note(Event(.warning, masker.mask(text), stack: stack.name.text))
  }

  private func explain(_ variable: String, _ stack: Stack) -> [String] {
    var result: [String] = []
    for file in stack.environment {
      for entry in dotenv(of: file)?.entries ?? [] {
        for change in Dotenv.changes(entry) {
          guard case .interpolated(let names) = change, names.contains(variable) else { continue }
          result.append("\(file.source):\(entry.line): \(entry.key): \(change)")
        }
      }
    }
    if !result.isEmpty { return result }
    let places = stack.composeFiles.flatMap { uses(of: variable, in: $0) }
    let text =
      "\(variable) is used but has no value; set it in one of the stack's environment files"
    return places.isEmpty ? [text] : places.map { "\($0): \(text)" }
  }

  /// Where a Compose file uses a variable: "stacks/web/compose.yaml:7".
  private func uses(of variable: String, in file: String) -> [String] {
    let lines = (blob(file) ?? []).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { number, line in
      Dotenv.variables(in: line).contains(variable) ? "\(file):\(number + 1)" : nil
    }
  }

  private func blob(_ path: String) -> [UInt8]? {
    guard let entry = try? target.repository.entry(of: target.tree, at: path) else { return nil }
    return try? target.repository.blob(entry.id)
  }

  private func dotenv(of file: EnvironmentFile) -> Dotenv? {
    switch file {
    case .secret(let secret): return target.secrets.plaintexts[secret].map(Dotenv.init)
    case .plain(let path):
      return blob(path).map(Dotenv.init)
    }
  }
}
