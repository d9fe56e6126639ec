/// The tree behind flattened metadata names: `age__list_0__map_recipient` (section 1, "Unflatten").
final class SopsNode {
  private enum Step {
    case field(String)
    case index(Int)
  }

  private static let mapSeparator = "__map_"
  private static let listSeparator = "__list_"
  // Real metadata is at most 7 deep; without a limit a crafted name would exhaust the stack.
  private static let maxDepth = 16

  private(set) var value: [UInt8]?
  private(set) var fields: [String: SopsNode] = [:]
  private var indices: [Int: SopsNode] = [:]
  private(set) var line = 0

  /// A list's items in order.
  var items: [SopsNode] { indices.sorted { $0.key < $1.key }.map(\.value) }

  var isList: Bool { !indices.isEmpty }

  private init() {}

  /// Builds and checks the tree.
  convenience init(_ metadata: [(name: String, value: [UInt8], line: Int)]) throws(SecretsError) {
    self.init()
    for (name, value, line) in metadata {
      let leaf = descend(try Self.steps(name, line), line)
      guard leaf.value == nil else {
        throw Self.malformed(
          "sops_\(ByteText.printable(Array(name.utf8))) stands there twice", line)
      }
      leaf.value = value
    }
    try check()
  }

  private func descend(_ steps: [Step], _ line: Int) -> SopsNode {
    var node = self
    for step in steps {
      let next: SopsNode
      switch step {
      case .field(let name):
        next = node.fields[name] ?? SopsNode()
        node.fields[name] = next
      case .index(let index):
        next = node.indices[index] ?? SopsNode()
        node.indices[index] = next
      }
      next.line = line
      node = next
    }
    return node
  }

  private func check() throws(SecretsError) {
    let kinds = [value != nil, !fields.isEmpty, !indices.isEmpty].filter { $0 }.count
    guard kinds <= 1 else { throw Self.malformed("sops metadata of two types at one name", line) }
    guard indices.isEmpty || (indices.keys.min() == 0 && indices.keys.max() == indices.count - 1)
    else { throw Self.malformed("a list in the sops metadata has gaps", line) }
    for child in fields.values { try child.check() }
    for child in indices.values { try child.check() }
  }

  private static func steps(_ name: String, _ line: Int) throws(SecretsError) -> [Step] {
    var steps: [Step] = []
    var rest = Substring(name)
    var isIndex = false
    while true {
      let (head, separator, tail) = cut(rest)
      steps.append(try step(head, isIndex: isIndex, line))
      guard let separator else { return steps }
      guard steps.count < maxDepth else {
        throw malformed("sops metadata is nested too deeply", line)
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

  private static func malformed(_ what: String, _ line: Int) -> SecretsError {
    SecretsError(.malformed(what), line: line)
  }
}
