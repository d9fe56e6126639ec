/// What YAML takes a scalar for.
public enum Resolution: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Only what is larger than the largest `Int`.
  case unsigned(UInt64)
  case float(Double)
  case time(YAMLTime)
  case string([UInt8])
  /// `<<`, which merges a mapping into this one.
  case merge
  /// What is tagged as something it cannot be.
  case invalid

  /// What a scalar without quotes and without a tag is, as go-yaml (version 3) takes it: YAML 1.2
  /// with the numbers of 1.1 (octal `017`, `0b1`, underscores), and without its booleans.
  public init(plain text: [UInt8]) {
    self = text == Array("<<".utf8) ? .merge : Resolution.untagged(text)
  }

  /// What a scalar is by its style and its tag.
  public init(_ scalar: Scalar, tag: [UInt8]?) {
    let isPlain = scalar.style == .plain
    guard let tag, tag != Array("!".utf8) else {
      self = isPlain ? Resolution(plain: scalar.text) : .string(scalar.text)
      return
    }
    let found = Resolution.untagged(scalar.text)
    switch String(decoding: tag, as: UTF8.self) {
    case "!!null": self = found == .null ? .null : .invalid
    case "!!bool": if case .boolean = found { self = found } else { self = .invalid }
    case "!!int":
      switch found {
      case .integer, .unsigned: self = found
      default: self = .invalid
      }
    case "!!float":
      switch found {
      case .float: self = found
      case .integer(let number): self = .float(Double(number))
      default: self = .invalid
      }
    case "!!timestamp": self = YAMLTime(scalar.text).map { .time($0) } ?? .invalid
    case "!!merge": self = scalar.text == Array("<<".utf8) ? .merge : .invalid
    case "!!binary": self = Base64Lines.decode(scalar.text).map { .string($0) } ?? .invalid
    default: self = .string(scalar.text)
    }
  }

  /// Without regard to `<<`.
  static func untagged(_ text: [UInt8]) -> Resolution {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      return word(text) ?? number(text)
    case UInt8(ascii: "."):
      return word(text) ?? FloatText.parse(text).map { .float($0) } ?? .string(text)
    default: return word(text) ?? .string(text)
    }
  }

  private static func number(_ text: [UInt8]) -> Resolution {
    if let time = YAMLTime(text) { return .time(time) }
    let digits = text.filter { $0 != UInt8(ascii: "_") }
    if let integer = IntegerText.parse(digits) { return integer }
    if let float = FloatText.parse(digits) { return .float(float) }
    return IntegerText.parseSignBehindPrefix(digits) ?? .string(text)
  }

  private static func word(_ text: [UInt8]) -> Resolution? {
    guard text.count <= 5 else { return nil }
    switch String(decoding: text, as: UTF8.self) {
    case "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".nan", ".NaN", ".NAN": return .float(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
    default: return nil
    }
  }
}
