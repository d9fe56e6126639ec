internal import YAML

/// Whose signature commits must have.
extension SettingsReader {
  /// `signatures: {mode: head, allowed-signers: /etc/converge/allowed_signers}`
  ///
  /// - Parameter checkout: where the file must not be.
  /// - Returns: the path of the file; nil where the mode is off.
  func allowedSigners(outside checkout: String) -> String? {
    let known = problems.count
    guard let keys = fields.fields("signatures", known: ["mode", "allowed-signers"]),
      problems.count == known
    else { return nil }
    let text = keys.string("allowed-signers")
    let file = text.flatMap { problems.file($0, .configuration) }
    if let text, let file, let fault = TrustedPath(file, outside: checkout).fault() {
      problems.add(fault, at: text.mark)
    }
    if !keys.has("mode") { problems.add("mode is missing: head or off", at: keys.mark) }
    guard keys.word("mode", ["head", "off"]) == "head" else { return nil }
    if !keys.has("allowed-signers") {
      problems.add("allowed-signers is missing: the file of keys that may sign", at: keys.mark)
    }
    return file
  }
}
