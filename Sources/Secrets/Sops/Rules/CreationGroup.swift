internal import YAML

/// The keys of a rule that each open the same part of a data key.
struct CreationGroup: Sendable {
  private static let foreign = [
    "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault",
  ]

  private struct Written: Sendable {
    let text: String
    let line: Int
  }

  private var written: [Written] = []
  /// The first key that is not of age.
  private var other: Written?

  /// A group of `key_groups`.
  init(group node: Node, _ problems: Problems) {
    _ = Fields(node, known: ["age", "merge"] + CreationGroup.foreign, problems: problems)
    self.init(node, foreign: CreationGroup.foreign, takesText: false, problems)
    guard let merged = node["merge"], case .sequence(let items) = merged.value else { return }
    for inner in items.map({ CreationGroup(group: $0, problems) }) {
      written += inner.written
      other = other ?? inner.other
    }
  }

  /// - Parameters:
  ///   - node: the mapping that `age` stands in.
  ///   - foreign: its keys that are for other kinds of keys.
  ///   - takesText: whether `age` may be one text, its recipients separated by commas.
  init(_ node: Node, foreign: [String], takesText: Bool, _ problems: Problems) {
    for name in foreign where other == nil {
      guard let value = node[name], !value.isEmpty else { continue }
      other = Written(text: name, line: value.mark.line)
    }
    guard let age = node["age"], !age.isEmpty else { return }
    switch age.value {
    case .sequence(let items): for item in items { add(item, problems) }
    case .scalar where takesText: add(age, problems)
    default: problems.add("age must be a list of recipients, not \(age.kind.words)", at: age.mark)
    }
  }

  /// Takes in recipients that are separated by commas.
  private mutating func add(_ node: Node, _ problems: Problems) {
    guard case .scalar(let text, _) = node.value else {
      problems.add("age takes recipients, not \(node.kind.words)", at: node.mark)
      return
    }
    for part in text.split(separator: ",") {
      let trimmed = part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
      let word = String(trimmed.reversed())
      if !word.isEmpty { written.append(Written(text: word, line: node.mark.line)) }
    }
  }

  /// The recipients, each once.
  ///
  /// - Parameter line: where the rule stands.
  /// - Throws: `unsupported` or `malformed`, with the line.
  func recipients(_ line: Int) throws(SecretsError) -> [Recipient] {
    if let other {
      let what = "\(other.text): converge writes files for age keys only: use sops for this one"
      throw SecretsError(.unsupported(what), line: other.line)
    }
    var result: [Recipient] = []
    for word in written {
      do throws(SecretsError) {
        let recipient = try Recipient(word.text)
        if !result.contains(recipient) { result.append(recipient) }
      } catch {
        throw SecretsError(error.code, line: word.line)
      }
    }
    guard !result.isEmpty else {
      throw SecretsError(.malformed("no age recipient in this rule: add age: age1..."), line: line)
    }
    return result
  }
}
