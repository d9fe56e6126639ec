internal import YAML

/// A node as bytes: the same bytes mean the same node, in whatever order its keys stood and however
/// its texts were quoted.
struct CanonicalText {
  private(set) var bytes: [UInt8] = []

  init(_ node: Node) { add(node) }

  private mutating func add(_ node: Node) {
    switch node.value {
    case .scalar(let text, _):
      node.isNull ? bytes.append(contentsOf: "null".utf8) : add(text)
    case .sequence(let items):
      surround("[", "]", items) { $0.add($1) }
    case .mapping(let entries):
      let sorted = entries.sorted { $0.key.value < $1.key.value }
      surround("{", "}", sorted) { text, entry in
        text.add(entry.key.value)
        text.bytes.append(UInt8(ascii: ":"))
        text.add(entry.value)
      }
    }
  }

  private mutating func surround<Item>(
    _ start: String, _ end: String, _ items: [Item], _ add: (inout CanonicalText, Item) -> Void
  ) {
    bytes.append(contentsOf: start.utf8)
    for item in items {
      add(&self, item)
      bytes.append(UInt8(ascii: ","))
    }
    bytes.append(contentsOf: end.utf8)
  }

  /// In quotes, so that no text reads as something else.
  private mutating func add(_ text: String) {
    let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote || byte == backslash { bytes.append(backslash) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
