/// `secrets` and its commands.
extension Arguments {
  static func secrets(_ words: [String]) throws(UsageError) -> Invocation {
    if words.contains(where: { $0 == "--config" || $0.hasPrefix("--config=") }) {
      throw UsageError(
        message: "secrets stands first and has no --config: --age-key FILE names the keys")
    }
    var arguments = Arguments(Array(words.dropFirst()))
    if words.first == "check" { return .check(try check(&arguments)) }
    if words.first == "log" { return .log(try log(&arguments)) }
    let names = SecretsWords.Command.allCases.map(\.rawValue) + ["check", "log"]
    guard let word = words.first, let command = SecretsWords.Command(rawValue: word) else {
      throw UsageError(message: "secrets takes \(names.joined(separator: ", "))")
    }
    var asked = SecretsWords(command)
    while let word = arguments.next() {
      if word.hasPrefix("-") && word != "-" {
        try asked.take(option: word, &arguments)
      } else {
        asked.words.append(word)
      }
    }
    return .secrets(try asked.result())
  }
}
