/// One level of the metadata, read by name.
struct MetadataFields {
  private let items: [SopsItem]
  /// What names begin with in messages: `sops_` in flat formats, `sops.` in others.
  let prefix: String
  /// Where the level begins, for what is missing in it; nil where it is not in one piece.
  let line: Int?

  init(_ items: [SopsItem], prefix: String, line: Int?) throws(SecretsError) {
    self.items = items
    self.prefix = prefix
    self.line = line
    var seen: Set<[UInt8]> = []
    for item in items {
      guard let key = item.key, !seen.insert(key).inserted else { continue }
      throw malformed("\(prefix)\(ByteText.printable(key)) stands there twice", item.line)
    }
  }

  /// A leaf's text; empty where there is none.
  func bytes(_ name: String) throws(SecretsError) -> [UInt8] {
    switch items[name]?.node {
    case nil, .null: return []
    case .leaf(let value): return value.text
    default: throw malformed("\(prefix)\(name) is no text", line(name))
    }
  }

  func text(_ name: String) throws(SecretsError) -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// Zero where there is none.
  func integer(_ name: String) throws(SecretsError) -> Int {
    let text = try text(name)
    if text.isEmpty { return 0 }
    guard let number = Int(text), number >= 0 else {
      throw malformed("\(prefix)\(name) is no number", line(name))
    }
    return number
  }

  /// False where there is none.
  func boolean(_ name: String) throws(SecretsError) -> Bool {
    let text = try text(name)
    guard let value = text.isEmpty ? false : SopsValue.boolean(text) else {
      throw malformed("\(prefix)\(name) is neither true nor false", line(name))
    }
    return value
  }

  /// The mappings of a list; none where it is missing.
  ///
  /// - Parameter limit: how many there may be.
  func list(_ name: String, limit: Int) throws(SecretsError) -> [MetadataFields] {
    guard let node = items[name]?.node, node != .null else { return [] }
    guard case .list(let elements) = node else {
      throw malformed("\(prefix)\(name) is no list of keys", line(name))
    }
    if elements.count > limit {
      throw malformed("\(prefix)\(name) has more than \(limit) entries", elements[limit].line)
    }
    var result: [MetadataFields] = []
    for element in elements where !element.isComment {
      guard case .branch(let inner) = element.node else {
        throw malformed("\(prefix)\(name) is no list of keys", element.line)
      }
      result.append(try MetadataFields(inner, prefix: prefix, line: element.line))
    }
    return result
  }

  /// Whether a field is there, be it empty.
  func has(_ name: String) -> Bool { items[name] != nil }

  /// Where a field stands, or should stand.
  func line(_ name: String) -> Int? { items[name]?.line ?? line }

  func malformed(_ what: String, _ line: Int?) -> SecretsError {
    SecretsError(.malformed(what), line: line)
  }
}
