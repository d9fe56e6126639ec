internal import YAML

/// The `creation_rules` of a `.sops.yaml`: on what terms a file is encrypted, by its path.
public struct CreationRules: Sendable {
  /// Nodes that a file with aliases may stand for.
  static let nodeLimit = 100_000

  private let rules: [CreationRule]

  /// Reads a file. What stands there besides the rules, and keys of a rule that do not concern age,
  /// is passed over.
  ///
  /// - Parameters:
  ///   - bytes: the contents.
  ///   - name: how errors call the file.
  /// - Throws: everything that is wrong, with lines.
  public init(_ bytes: [UInt8], named name: String) throws(SecretsErrors) {
    let problems = Problems()
    var rules: [CreationRule] = []
    do throws(YAMLError) {
      let root = try Node.parse(bytes, expandingAliases: CreationRules.nodeLimit)
      rules = CreationRules.rules(root, problems)
    } catch {
      problems.add(error.reason, at: error.mark)
    }
    let all = problems.all.map { SecretsError(.malformed($0.message), file: name, line: $0.line) }
    guard all.isEmpty else { throw SecretsErrors(all: all) }
    self.rules = rules.map { $0.inFile(name) }
  }

  private static func rules(_ root: Node?, _ problems: Problems) -> [CreationRule] {
    let start = root?.mark ?? Mark(line: 1, column: 1)
    guard let list = root?["creation_rules"] else {
      problems.add("no creation_rules: nothing says whom files are encrypted to", at: start)
      return []
    }
    guard case .sequence(let items) = list.value else {
      problems.add("creation_rules must be a list, not \(list.kind.words)", at: list.mark)
      return []
    }
    return items.map { CreationRule($0, problems) }
  }

  /// The terms of the first rule that matches.
  ///
  /// - Parameter path: of the file to encrypt, relative to the folder of the `.sops.yaml`.
  /// - Returns: nil where no rule matches.
  /// - Throws: `unsupported` for keys of other kinds than age, and `malformed` for recipients that
  ///   are none.
  public func terms(for path: String) throws(SecretsError) -> SopsTerms? {
    for rule in rules {
      if try rule.matches(path) { return try rule.terms() }
    }
    return nil
  }
}

/// Everything that is wrong with a file.
public struct SecretsErrors: Error, Equatable, Sendable {
  public let all: [SecretsError]
}

extension Node {
  /// The value of a key, where it is a mapping that has it.
  subscript(key: String) -> Node? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.first { $0.key.value == key }?.value
  }

  /// Whether it says nothing: null, an empty text, an empty list or mapping.
  var isEmpty: Bool {
    switch value {
    case .scalar(let text, _): kind == .null || text.isEmpty
    case .sequence(let items): items.isEmpty
    case .mapping(let entries): entries.isEmpty
    }
  }
}
