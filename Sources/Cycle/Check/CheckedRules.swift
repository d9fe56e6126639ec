internal import Secrets

/// A recipient that a `.sops.yaml` names.
struct CheckedRecipient: Equatable {
  let file: String
  let line: Int
  /// As it is compared, see ``RecipientText``.
  let text: String
}

/// The recipients in a `.sops.yaml`, also in one that is not sound: for telling of them, not for
/// encrypting to them.
enum CheckedRules {
  static let name = CreationRulesFile.name

  static func recipients(in bytes: [UInt8], of file: String) -> [CheckedRecipient] {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().flatMap { index, line in
      words(line).map { CheckedRecipient(file: file, line: index + 1, text: $0) }
    }
  }

  private static func words(_ line: Substring) -> [String] {
    let signs: Set<Character> = [" ", "\t", "\r", ",", "[", "]", "{", "}", "\"", "'"]
    let parts = line.split(whereSeparator: signs.contains)
    let words = parts.prefix { !$0.hasPrefix("#") }.map(String.init)
    return words.indices.compactMap { index in
      let isSSH = words[index].hasPrefix("ssh-") && index + 1 < words.count
      let text = isSSH ? "\(words[index]) \(words[index + 1])" : words[index]
      return (try? Recipient(text)).map { RecipientText.plain("\($0)") }
    }
  }
}
