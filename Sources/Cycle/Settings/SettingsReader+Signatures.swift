internal import YAML

/// Whose signature commits must have.
extension SettingsReader {
  /// `signatures: {mode: head, allowed-signers: /etc/converge/allowed_signers}`
  ///
  /// - Returns: the path of the file; nil where the mode is off.
  func allowedSigners() -> String? {
    let known = problems.all.count
    guard let keys = fields.fields("signatures", known: ["mode", "allowed-signers"]),
      problems.all.count == known
    else { return nil }
    let file = keys.string("allowed-signers").flatMap { problems.file($0, .configuration) }
    if !keys.has("mode") { problems.add("mode is missing: head or off", at: keys.mark) }
    guard keys.word("mode", ["head", "off"]) == "head" else { return nil }
    if !keys.has("allowed-signers") {
      problems.add("allowed-signers is missing: the file of keys that may sign", at: keys.mark)
    }
    return file
  }
}
