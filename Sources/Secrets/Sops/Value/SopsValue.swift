/// A decrypted value with the type that its label names (section 2).
enum SopsValue: Equatable {
  case string([UInt8])
  case integer(Int)
  case boolean(Bool)
  case float(Double)
  case time(Timestamp)

  /// Reads decrypted bytes; nil where they are not of the type or the type is unknown.
  init?(_ bytes: [UInt8], type: String) {
    switch type {
    case "str": self = .string(bytes)
    case "int":
      guard let number = Int(String(decoding: bytes, as: UTF8.self)) else { return nil }
      self = .integer(number)
    case "bool":
      guard let value = Self.boolean(String(decoding: bytes, as: UTF8.self)) else { return nil }
      self = .boolean(value)
    case "float":
      guard let number = Double(String(decoding: bytes, as: UTF8.self)) else { return nil }
      self = .float(number)
    case "time":
      guard let time = Timestamp(String(decoding: bytes, as: UTF8.self), strict: true) else {
        return nil
      }
      self = .time(time)
    default: return nil
    }
  }

  /// The spellings that Go's `strconv.ParseBool` knows.
  static func boolean(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "TRUE", "true", "True": true
    case "0", "f", "F", "FALSE", "false", "False": false
    default: nil
    }
  }

  /// The label that says what it is.
  var type: String {
    switch self {
    case .string: "str"
    case .integer: "int"
    case .boolean: "bool"
    case .float: "float"
    case .time: "time"
    }
  }

  /// What is encrypted, and what the MAC covers (section 4).
  var authenticated: [UInt8] {
    switch self {
    case .string(let bytes): bytes
    case .integer(let number): Array(String(number).utf8)
    case .boolean(let value): Array((value ? "True" : "False").utf8)
    case .float(let number): Array(DecimalText(number).plain.utf8)
    case .time(let time): Array(time.nanoseconds.utf8)
    }
  }

  /// What a file without types says.
  var text: [UInt8] {
    switch self {
    case .string(let bytes): bytes
    case .integer(let number): Array(String(number).utf8)
    case .boolean(let value): Array((value ? "true" : "false").utf8)
    case .float(let number): Array(DecimalText(number).short.utf8)
    case .time(let time): Array(time.seconds.utf8)
    }
  }
}
