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
    let work = PatternWork()
    for index in tree.indices {
      try items(&tree[index], path: [], SopsSelector(rule, work), visit)
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
      let (key, line) = (items[index].key, items[index].line)
      let inner = key.map { path + $0 + [colon] } ?? path
      let isEncrypted = try at(line) { () throws(SecretsError) in try selector.isEncrypted(key) }
      try node(
        &items[index].node, inner, selector, key: key, isEncrypted: isEncrypted, line: line, visit)
      selector.endItem()
    }
  }

  private static let colon = UInt8(ascii: ":")

  /// Tells the line in an error that has none.
  private static func at(
    _ line: Int, _ body: () throws(SecretsError) -> Bool
  ) throws(SecretsError) -> Bool {
    do throws(SecretsError) {
      return try body()
    } catch {
      throw SecretsError(
        error.code, file: error.file, line: error.line ?? (line == 0 ? nil : line))
    }
  }

  private static func comment(
    _ item: inout SopsItem, _ path: [UInt8], _ selector: inout SopsSelector, _ visit: Visit
  ) throws(SecretsError) {
    guard case .leaf(var value) = item.node else { return }
    let isEncrypted = try at(item.line) { () throws(SecretsError) in
      try selector.isEncrypted(comment: value.text)
    }
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
      try items(&inner, path: path, try selector.below(key), visit)
      node = .branch(inner)
    case .list(var inner):
      node = .null
      try items(&inner, path: path, try selector.below(key), visit)
      node = .list(inner)
    }
  }
}
