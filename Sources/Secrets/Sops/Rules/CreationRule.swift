internal import YAML

/// One rule of a `.sops.yaml`.
struct CreationRule: Sendable {
  private static let foreign = [
    "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault_transit_uri",
  ]
  private static let known =
    ["path_regex", "age", "key_groups", "shamir_threshold", "mac_only_encrypted", "aws_profile"]
    + SopsRule.names + foreign

  private let pattern: Pattern?
  private let groups: [CreationGroup]
  private let threshold: Int
  private let rule: SopsRule
  private let macOnlyEncrypted: Bool
  private let line: Int
  private var file = ""

  /// Reads a rule; what is wrong goes to the problems.
  init(_ node: Node, _ problems: Problems) {
    let fields = Fields(node, known: CreationRule.known, problems: problems)
    line = node.mark.line
    pattern = CreationRule.pattern(fields, problems)
    groups = CreationRule.groups(node, fields, problems)
    threshold = fields.integer("shamir_threshold", 0...255) ?? 0
    rule = CreationRule.rule(fields, problems)
    macOnlyEncrypted = fields.boolean("mac_only_encrypted") ?? false
  }

  /// The same, for messages that name its file.
  func inFile(_ name: String) -> CreationRule {
    var copy = self
    copy.file = name
    return copy
  }

  /// Whether it is for the file at a path.
  ///
  /// - Throws: `unsupported` where its `path_regex` takes too long.
  func matches(_ path: String) throws(SecretsError) -> Bool {
    guard let pattern else { return true }
    do throws(PatternError) {
      return try pattern.matches(Array(path.utf8))
    } catch {
      throw SecretsError(
        .unsupported("path_regex \(error.reason): make it simpler"), file: file, line: line)
    }
  }

  /// What it says.
  ///
  /// - Throws: see ``CreationRules/terms(for:)``.
  func terms() throws(SecretsError) -> SopsTerms {
    var recipients: [[Recipient]] = []
    for group in groups {
      do throws(SecretsError) {
        recipients.append(try group.recipients(line))
      } catch {
        throw error.inFile(file)
      }
    }
    // sops needs all groups where nothing is said
    let needed = groups.count > 1 ? (threshold == 0 ? groups.count : threshold) : 0
    guard groups.count < 2 || (2...groups.count).contains(needed) else {
      let what = "shamir_threshold must be from 2 to \(groups.count), the number of key_groups"
      throw SecretsError(.malformed(what), file: file, line: line)
    }
    return SopsTerms(
      groups: recipients, threshold: needed, rule: rule, macOnlyEncrypted: macOnlyEncrypted)
  }

  private static func pattern(_ fields: Fields, _ problems: Problems) -> Pattern? {
    guard let text = fields.scalar("path_regex"), !text.value.isEmpty else { return nil }
    do throws(PatternError) {
      return try Pattern(Array(text.value.utf8))
    } catch {
      problems.add("path_regex: \(error.reason)", at: text.mark)
      return nil
    }
  }

  private static func rule(_ fields: Fields, _ problems: Problems) -> SopsRule {
    let given = SopsRule.names.compactMap { name in fields.scalar(name).map { (name, $0) } }
      .filter { !$0.1.value.isEmpty }
    guard let (name, text) = given.first else { return .standard }
    if given.count > 1 {
      let both = given.map(\.0).joined(separator: " and ")
      problems.add("\(both) exclude each other: keep one", at: given[1].1.mark)
    }
    do throws(SecretsError) {
      return try SopsRule(name, Array(text.value.utf8))
    } catch {
      problems.add("\(error)", at: text.mark)
      return .standard
    }
  }

  private static func groups(
    _ node: Node, _ fields: Fields, _ problems: Problems
  ) -> [CreationGroup] {
    guard let list = node["key_groups"], !list.isEmpty else {
      return [CreationGroup(node, foreign: foreign, takesText: true, problems)]
    }
    if let age = node["age"], !age.isEmpty {
      problems.add("sops passes over age beside key_groups: move it into a group", at: age.mark)
    }
    return (fields.nodes("key_groups") ?? []).map { CreationGroup(group: $0, problems) }
  }
}
