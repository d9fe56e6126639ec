/// Metadata with the names that flat formats give it: `age__list_0__map_recipient` (section 1,
/// "Unflatten").
enum Flattened {
  private static let mapSeparator = "__map_"
  private static let listSeparator = "__list_"
  // Real metadata is at most 7 deep; without a limit a crafted name would exhaust the stack.
  private static let maxDepth = 16

  /// One line: its name without the prefix `sops_`.
  struct Field {
    let name: String
    let value: [UInt8]
    let line: Int
  }

  /// The tree behind the names, its keys sorted.
  static func tree(_ fields: [Field]) throws(SecretsError) -> [SopsItem] {
    let root = FlatNode()
    for field in fields {
      let leaf = root.descend(try steps(field), field.line)
      guard leaf.value == nil else {
        throw malformed(
          "sops_\(ByteText.printable(Array(field.name.utf8))) stands there twice", field.line)
      }
      leaf.value = field.value
    }
    guard case .branch(let items) = try root.node() else { return [] }
    return items
  }

  /// The names of a tree's leaves.
  static func fields(_ items: [SopsItem]) -> [Field] {
    items.flatMap { item in
      fields(item.node, String(decoding: item.key ?? [], as: UTF8.self))
    }
  }

  private static func fields(_ node: SopsNode, _ name: String) -> [Field] {
    switch node {
    case .null: return []
    case .leaf(let value): return [Field(name: name, value: value.text, line: 0)]
    case .branch(let items):
      return items.flatMap {
        fields($0.node, name + mapSeparator + String(decoding: $0.key ?? [], as: UTF8.self))
      }
    case .list(let items):
      return items.enumerated().flatMap { fields($1.node, "\(name)\(listSeparator)\($0)") }
    }
  }

  fileprivate enum Step {
    case field(String)
    case index(Int)
  }

  private static func steps(_ field: Field) throws(SecretsError) -> [Step] {
    var steps: [Step] = []
    var rest = Substring(field.name)
    var isIndex = false
    while true {
      let (head, separator, tail) = cut(rest)
      steps.append(try step(head, isIndex: isIndex, field.line))
      guard let separator else { return steps }
      guard steps.count < maxDepth else {
        throw malformed("sops metadata is nested too deeply", field.line)
      }
      isIndex = separator == listSeparator
      rest = tail
    }
  }

  private static func step(
    _ text: Substring, isIndex: Bool, _ line: Int
  ) throws(SecretsError) -> Step {
    guard isIndex else { return .field(String(text)) }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let index = Int(text)
    else { throw malformed("a list index in the sops metadata is no number", line) }
    return .index(index)
  }

  /// What stands before the first separator, the separator, and what stands behind it.
  private static func cut(_ text: Substring) -> (Substring, String?, Substring) {
    var position = text.utf8.startIndex
    while position < text.utf8.endIndex {
      if text.utf8[position] == UInt8(ascii: "_") {
        for separator in [mapSeparator, listSeparator]
        where text[position...].utf8.starts(with: separator.utf8) {
          let end = text.utf8.index(position, offsetBy: separator.utf8.count)
          return (text[..<position], separator, text[end...])
        }
      }
      position = text.utf8.index(after: position)
    }
    return (text, nil, "")
  }

  fileprivate static func malformed(_ what: String, _ line: Int) -> SecretsError {
    SecretsError(.malformed(what), line: line)
  }
}

/// A tree that grows name by name, in any order.
private final class FlatNode {
  var value: [UInt8]?
  private var fields: [String: FlatNode] = [:]
  private var indices: [Int: FlatNode] = [:]
  private var line = 0

  func descend(_ steps: [Flattened.Step], _ line: Int) -> FlatNode {
    var node = self
    for step in steps {
      let next: FlatNode
      switch step {
      case .field(let name):
        next = node.fields[name] ?? FlatNode()
        node.fields[name] = next
      case .index(let index):
        next = node.indices[index] ?? FlatNode()
        node.indices[index] = next
      }
      next.line = line
      node = next
    }
    return node
  }

  func node() throws(SecretsError) -> SopsNode {
    let kinds = [value != nil, !fields.isEmpty, !indices.isEmpty].filter { $0 }.count
    guard kinds <= 1 else {
      throw Flattened.malformed("sops metadata of two types at one name", line)
    }
    if let value { return .leaf(.string(value)) }
    var items: [SopsItem] = []
    if indices.isEmpty {
      for (name, child) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
      {
        let label = SopsItem.Label.key(Array(name.utf8))
        items.append(SopsItem(label: label, node: try child.node(), line: child.line))
      }
      return .branch(items)
    }
    guard indices.keys.min() == 0 && indices.keys.max() == indices.count - 1 else {
      throw Flattened.malformed("a list in the sops metadata has gaps", line)
    }
    for (_, child) in indices.sorted(by: { $0.key < $1.key }) {
      items.append(SopsItem(label: .element, node: try child.node(), line: child.line))
    }
    return .list(items)
  }
}
