/// Changes single values of a tree.
enum SopsChange {
  private typealias Steps = ArraySlice<SopsPath.Step>

  /// Gives a value to a path, and makes the mappings and lists on the way.
  ///
  /// - Throws: `malformed`, with the line, where something else stands in the way.
  static func set(
    _ path: SopsPath, to text: [UInt8], in tree: inout SopsTree
  ) throws(SecretsError) {
    if tree.isEmpty { tree = [[]] }
    let document = try document(path, in: tree) ?? 0
    try set(path.steps[...], to: text, in: &tree[document])
  }

  /// Removes what stands at a path.
  ///
  /// - Returns: whether something stood there.
  static func unset(_ path: SopsPath, in tree: inout SopsTree) throws(SecretsError) -> Bool {
    guard let document = try document(path, in: tree) else { return false }
    return try unset(path.steps[...], in: &tree[document])
  }

  /// The one document that has the path; nil where none has.
  private static func document(_ path: SopsPath, in tree: SopsTree) throws(SecretsError) -> Int? {
    var found: [Int] = []
    for index in tree.indices where try has(path.steps[...], tree[index]) { found.append(index) }
    if found.count > 1 {
      throw SecretsError(
        .malformed("\(found.count) documents have that key: use converge secrets edit"))
    }
    return found.first
  }

  private static func has(_ steps: Steps, _ items: [SopsItem]) throws(SecretsError) -> Bool {
    guard let step = steps.first, let index = try position(of: step, in: items) else {
      return false
    }
    switch items[index].node {
    case _ where steps.count == 1: return true
    case .branch(let inner), .list(let inner): return try has(steps.dropFirst(), inner)
    case .leaf, .null: return false
    }
  }

  private static func set(
    _ steps: Steps, to text: [UInt8], in items: inout [SopsItem]
  ) throws(SecretsError) {
    guard let step = steps.first else { return }
    guard let index = try position(of: step, in: items) else {
      items.append(try made(step, steps.dropFirst(), text, behind: items))
      return
    }
    try set(steps.dropFirst(), to: text, at: &items[index])
  }

  private static func set(
    _ rest: Steps, to text: [UInt8], at item: inout SopsItem
  ) throws(SecretsError) {
    switch (item.node, rest.first) {
    case (.leaf(let old), nil): item.node = .leaf(old.replaced(by: text))
    case (.null, nil): item.node = .leaf(.string(text))
    case (.null, _): item.node = try node(rest, text)
    case (.branch(var inner), .key):
      try set(rest, to: text, in: &inner)
      item.node = .branch(inner)
    case (.list(var inner), .index):
      try set(rest, to: text, in: &inner)
      item.node = .list(inner)
    default:
      throw SecretsError(.malformed("\(name(item)) \(words(item.node))"), line: line(item))
    }
  }

  /// A new item at the end of a mapping or list.
  private static func made(
    _ step: SopsPath.Step, _ rest: Steps, _ text: [UInt8], behind items: [SopsItem]
  ) throws(SecretsError) -> SopsItem {
    switch step {
    case .key(let key): return SopsItem(label: .key(key), node: try node(rest, text))
    case .index(let index):
      let count = items.count { !$0.isComment }
      guard index == count else {
        throw SecretsError(.malformed("the list has \(count) elements: the next is [\(count)]"))
      }
      return SopsItem(label: .element, node: try node(rest, text))
    }
  }

  private static func node(_ steps: Steps, _ text: [UInt8]) throws(SecretsError) -> SopsNode {
    guard let step = steps.first else { return .leaf(.string(text)) }
    let item = try made(step, steps.dropFirst(), text, behind: [])
    return item.key == nil ? .list([item]) : .branch([item])
  }

  private static func unset(
    _ steps: Steps, in items: inout [SopsItem]
  ) throws(SecretsError) -> Bool {
    guard let step = steps.first, let index = try position(of: step, in: items) else {
      return false
    }
    guard steps.count > 1 else {
      items.remove(at: index)
      // a comment on its line goes with it
      if index > 0, items[index - 1].label == .comment(isInline: true) {
        items.remove(at: index - 1)
      }
      return true
    }
    guard case .branch(var inner) = items[index].node else {
      guard case .list(var inner) = items[index].node else { return false }
      defer { items[index].node = .list(inner) }
      return try unset(steps.dropFirst(), in: &inner)
    }
    defer { items[index].node = .branch(inner) }
    return try unset(steps.dropFirst(), in: &inner)
  }

  private static func position(
    of step: SopsPath.Step, in items: [SopsItem]
  ) throws(SecretsError) -> Int? {
    switch step {
    case .index(let index):
      let elements = items.indices.filter { items[$0].label == .element }
      return elements.indices.contains(index) ? elements[index] : nil
    case .key(let key):
      let found = items.indices.filter { items[$0].key == key }
      guard found.count < 2 else {
        throw SecretsError(
          .malformed("\(ByteText.printable(key)) stands there twice: use converge secrets edit"),
          line: line(items[found[1]]))
      }
      return found.first
    }
  }

  private static func name(_ item: SopsItem) -> String {
    item.key.map { ByteText.printable($0) } ?? "the element"
  }

  private static func line(_ item: SopsItem) -> Int? { item.line == 0 ? nil : item.line }

  private static func words(_ node: SopsNode) -> String {
    switch node {
    case .branch: "is a mapping: name a key in it"
    case .list: "is a list: name an element of it, such as [0]"
    case .leaf, .null: "is a single value: there is nothing below it"
    }
  }
}

extension SopsValue {
  /// A text in the place of this value: a number stays one, and so does true or false, where the
  /// text is one.
  fileprivate func replaced(by text: [UInt8]) -> SopsValue {
    if text == self.text { return self }
    let word = String(decoding: text, as: UTF8.self)
    switch self {
    case .integer:
      if let number = Int(word), String(number) == word { return .integer(number) }
    case .boolean:
      if word == "true" || word == "false" { return .boolean(word == "true") }
    case .float:
      if let number = Double(word), number.isFinite, word.utf8.allSatisfy({ $0 < 58 }) {
        return .float(number)
      }
    case .string, .time: break
    }
    return .string(text)
  }
}
