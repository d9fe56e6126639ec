internal import JSON

/// Reads a JSON text into a tree.
struct JSONTreeReader {
  private let bytes: [UInt8]
  private var json: JSONReader
  /// How far lines were counted.
  private var counted = 0
  private(set) var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    json = JSONReader(bytes)
  }

  /// The one object that a text must be.
  mutating func object() throws(JSONReader.Fault) -> [SopsItem] {
    defer { countLines() }
    guard json.kind() == .object, case .branch(let items) = try node() else {
      throw JSONReader.Fault()
    }
    try json.end()
    return items
  }

  private mutating func node() throws(JSONReader.Fault) -> SopsNode {
    switch json.kind() {
    case .object:
      _ = try json.object()
      return .branch(try entries())
    case .list:
      _ = try json.list()
      return .list(try elements())
    case .string: return .leaf(.string(Array((try json.string() ?? "").utf8)))
    case .number: return .leaf(try JSONTreeReader.number(try json.number()))
    case .flag: return .leaf(.boolean(try json.flag() ?? false))
    case .null:
      try json.skip()
      return .null
    case nil: throw JSONReader.Fault()
    }
  }

  private mutating func entries() throws(JSONReader.Fault) -> [SopsItem] {
    var items: [SopsItem] = []
    while let key = try json.key() {
      countLines()
      let (label, line) = (SopsItem.Label.key(Array(try key.decoded().utf8)), line)
      items.append(SopsItem(label: label, node: try node(), line: line))
    }
    return items
  }

  private mutating func elements() throws(JSONReader.Fault) -> [SopsItem] {
    var items: [SopsItem] = []
    while try json.item() {
      _ = json.kind()
      countLines()
      let line = line
      items.append(SopsItem(label: .element, node: try node(), line: line))
    }
    return items
  }

  private mutating func countLines() {
    let end = json.offset
    line += bytes[counted..<end].reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
    counted = end
  }

  /// Whole numbers of 64 bits stay whole, all others become floating-point numbers.
  private static func number(_ text: String) throws(JSONReader.Fault) -> SopsValue {
    if let number = Int(text), !text.hasPrefix("+") { return .integer(number) }
    guard isNumber(text), let number = Double(text), number.isFinite else {
      throw JSONReader.Fault()
    }
    return .float(number)
  }

  /// RFC 8259, section 6: a digit on each side of the point, no plus sign, no hexadecimal digits.
  private static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text)
    if rest.first == "-" { rest.removeFirst() }
    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    guard !whole.isEmpty, whole == "0" || whole.first != "0" else { return false }
    rest = rest.dropFirst(whole.count)
    if rest.first == "." {
      let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(fraction.count + 1)
    }
    guard let mark = rest.first else { return true }
    guard mark == "e" || mark == "E" else { return false }
    rest.removeFirst()
    if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
    return !rest.isEmpty && rest.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
