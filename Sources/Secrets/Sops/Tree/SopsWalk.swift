/// Goes through all leaves of a tree in the order in which SOPS encrypts, decrypts and authenticates
/// them (sections 3 and 4).
enum SopsWalk {
  /// A leaf and what the cryptography needs to know of its place.
  struct Place {
    /// The keys that lead there, each followed by a colon: what a ciphertext is bound to.
    let additional: [UInt8]
    let isEncrypted: Bool
    let isComment: Bool
    /// From 1.
    let line: Int

    /// The keys in words, for messages.
    var name: String {
      let shown = ByteText.printable(Array(additional.dropLast()))
      return shown.isEmpty ? "an empty key" : shown
    }
  }

  /// What is done with a leaf, which it may change.
  typealias Visit = (inout SopsValue, Place) throws(SecretsError) -> Void

  /// Visits all leaves.
  static func each(
    _ tree: inout SopsTree, _ rule: SopsRule, _ visit: Visit
  ) throws(SecretsError) {
    for index in tree.indices {
      try items(&tree[index], path: [], SopsSelector(rule), visit)
    }
  }

  private static func items(
    _ items: inout [SopsItem], path: [UInt8], _ outer: SopsSelector, _ visit: Visit
  ) throws(SecretsError) {
    var selector = outer
    for index in items.indices {
      guard !items[index].isComment else {
        try comment(&items[index], path, &selector, visit)
        continue
      }
      let key = items[index].key
      let inner = key.map { path + $0 + [colon] } ?? path
      try node(
        &items[index].node, inner, selector, key: key, isEncrypted: selector.isEncrypted(key),
        line: items[index].line, visit)
      selector.endItem()
    }
  }

  private static let colon = UInt8(ascii: ":")

  private static func comment(
    _ item: inout SopsItem, _ path: [UInt8], _ selector: inout SopsSelector, _ visit: Visit
  ) throws(SecretsError) {
    guard case .leaf(var value) = item.node else { return }
    let isEncrypted = selector.isEncrypted(comment: value.text)
    let place = Place(
      additional: path.isEmpty ? [colon] : path, isEncrypted: isEncrypted, isComment: true,
      line: item.line)
    try visit(&value, place)
    item.node = .leaf(value)
  }

  private static func node(
    _ node: inout SopsNode, _ path: [UInt8], _ selector: SopsSelector, key: [UInt8]?,
    isEncrypted: Bool, line: Int, _ visit: Visit
  ) throws(SecretsError) {
    switch node {
    case .null: break
    case .leaf(var value):
      // an element at the top has no keys above it, and neither has a comment
      let additional = path.isEmpty ? [colon] : path
      try visit(
        &value,
        Place(additional: additional, isEncrypted: isEncrypted, isComment: false, line: line))
      node = .leaf(value)
    // the old value is let go first, or each change would copy the whole level
    case .branch(var inner):
      node = .null
      try items(&inner, path: path, selector.below(key), visit)
      node = .branch(inner)
    case .list(var inner):
      node = .null
      try items(&inner, path: path, selector.below(key), visit)
      node = .list(inner)
    }
  }
}
