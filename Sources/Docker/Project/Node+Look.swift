internal import YAML

/// What Compose prints is regular: a key is there once, and a text needs no type.
extension Node {
  /// The entries of a mapping; none where it is something else.
  var entries: [Node.Entry] {
    if case .mapping(let entries) = value { entries } else { [] }
  }

  /// The items of a list; none where it is something else.
  var items: [Node] {
    if case .sequence(let items) = value { items } else { [] }
  }

  /// The value of a key, by a search along the mapping.
  subscript(key: String) -> Node? { entries.first { $0.key.value == key }?.value }

  /// The text of a scalar that says something: neither null nor empty.
  var word: String? {
    guard case .scalar(let text, _) = value, !text.isEmpty, !isNull else { return nil }
    return text
  }

  var isNull: Bool {
    guard case .scalar(let text, plain: true) = value else { return false }
    return text.isEmpty || text == "null" || text == "~"
  }

  /// Whether it is there to say yes: not null, and not `false`.
  var holds: Bool {
    if case .scalar("false", plain: true) = value { return false }
    return !isNull
  }

  /// The same with other texts; keys stay.
  func mapping(_ change: (String) -> String) -> Node {
    switch value {
    case .scalar(let text, let plain): Node(.scalar(change(text), plain: plain), at: mark)
    case .sequence(let items): Node(.sequence(items.map { $0.mapping(change) }), at: mark)
    case .mapping(let entries):
      Node(
        .mapping(entries.map { Entry(key: $0.key, value: $0.value.mapping(change)) }), at: mark)
    }
  }
}
