internal import JSON

/// What a JSON text says, as far as tests ask.
indirect enum JSONValue {
  case object([String: JSONValue])
  case list([JSONValue])
  case text(String)
  case number(Int)
  /// `null`, `true`, `false`, or a number that is not whole.
  case other

  init(_ bytes: [UInt8]) throws {
    var reader = JSONReader(bytes)
    self = try JSONValue(&reader)
  }

  private init(_ reader: inout JSONReader) throws {
    switch reader.kind() {
    case .object:
      var values: [String: JSONValue] = [:]
      _ = try reader.object()
      while let key = try reader.key() { values[try key.decoded()] = try JSONValue(&reader) }
      self = .object(values)
    case .list:
      var values: [JSONValue] = []
      _ = try reader.list()
      while try reader.item() { values.append(try JSONValue(&reader)) }
      self = .list(values)
    case .string: self = .text(try reader.string() ?? "")
    case .number: self = Int(try reader.number()).map(JSONValue.number) ?? .other
    default:
      try reader.skip()
      self = .other
    }
  }

  /// The value of a key; `other` where this is no object, or has no such key.
  subscript(_ key: String) -> JSONValue {
    if case .object(let values) = self { values[key] ?? .other } else { .other }
  }

  /// The values of a list; none where this is none.
  var list: [JSONValue] { if case .list(let values) = self { values } else { [] } }
  /// A string; empty where this is none.
  var text: String { if case .text(let text) = self { text } else { "" } }
  /// A whole number; nil where this is none.
  var number: Int? { if case .number(let number) = self { number } else { nil } }
}
