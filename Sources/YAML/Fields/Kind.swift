/// What YAML takes a node for.
public enum Kind: Equatable, Sendable {
  case null, boolean, number, string, list, mapping

  /// "a list", for messages.
  public var words: String {
    switch self {
    case .null: "nothing"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension Node {
  /// The node's type: by the core schema of YAML 1.2, and `yes`, `no`, `on` and `off` as booleans
  /// too, because readers of YAML 1.1 take them so: a text that readers disagree on is not a string.
  public var kind: Kind {
    switch value {
    case .sequence: .list
    case .mapping: .mapping
    case .scalar(let text, let plain): plain ? Kind(plain: text) : .string
    }
  }

  /// The node as a string, nil where it is something else.
  public var text: Text? {
    guard case .scalar(let text, _) = value, kind == .string else { return nil }
    return Text(text, at: mark)
  }
}

extension Kind {
  init(plain text: String) {
    let lower = text.lowercased()
    if ["", "~", "null"].contains(lower) {
      self = .null
    } else if ["true", "false", "yes", "no", "on", "off"].contains(lower) {
      self = .boolean
    } else {
      self = Kind.isNumber(lower) ? .number : .string
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    if text.hasPrefix("0x") || text.hasPrefix("0o") {
      return Int(text.dropFirst(2), radix: text.hasPrefix("0x") ? 16 : 8) != nil
    }
    let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    if unsigned == ".inf" || text == ".nan" { return true }
    guard let first = unsigned.first, first.isASCII, first.isNumber || first == ".",
      unsigned != "."
    else { return false }
    guard unsigned.contains(where: \.isNumber) else { return false }
    let digits = unsigned.first == "." ? "0" + unsigned : String(unsigned)
    return Double(digits) != nil || (digits.hasSuffix(".") && Double(digits.dropLast()) != nil)
  }
}
