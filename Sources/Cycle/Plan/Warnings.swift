internal import Docker
internal import Model
internal import Secrets

/// Compose's warnings, in words that show nothing of a secret.
struct Warnings {
  let target: Target
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
    reporter.note(Event(.warning, target.masker.mask(text), stack: stack.name.text))
  }

  private func explain(_ variable: String, _ stack: Stack) -> [String] {
    var result: [String] = []
    for file in stack.environment {
      for entry in Variables(target, of: stack).dotenv(of: file)?.entries ?? [] {
        for change in Dotenv.changes(entry) {
          guard case .interpolated(let names) = change, names.contains(variable) else { continue }
          result.append("\(file.source):\(entry.line): \(entry.key): \(change)")
        }
      }
    }
    if !result.isEmpty { return result }
    let places = stack.composeFiles.flatMap { uses(of: variable, in: $0, stack) }
    let text =
      "\(variable) is used but has no value; set it in one of the stack's environment files"
    return places.isEmpty ? [text] : places.map { "\($0): \(text)" }
  }

  /// Where a Compose file uses a variable: "stacks/web/compose.yaml:7".
  private func uses(of variable: String, in file: String, _ stack: Stack) -> [String] {
    let lines = (Variables(target, of: stack).blob(file) ?? []).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { number, line in
      Dotenv.variables(in: line).contains(variable) ? "\(file):\(number + 1)" : nil
    }
  }
}
