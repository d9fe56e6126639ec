extension CommentedNode {
  /// A string, in the style go-yaml (version 3) chooses: without quotes where that reads as the same
  /// string, also to readers of YAML 1.1; as `|` where it has lines; as `!!binary` in base64 where
  /// it is not UTF-8.
  public init(string text: [UInt8]) {
    guard String(validating: text, as: UTF8.self) != nil else {
      let base64 = Base64Lines.encode(text)
      let isLong = base64.contains(0x0A)
      self.init(
        .scalar(Scalar(base64, style: isLong ? .literal : .plain)), tag: Array("!!binary".utf8))
      return
    }
    let traits = ScalarTraits(text)
    // go-yaml reads back what it wrote, and takes this for the key that merges
    if text == Array("<<".utf8) {
      self.init(.scalar(Scalar(text, style: .plain)), tag: Array("!!merge".utf8))
    } else if text.contains(0x0A) {
      // behind `|` a tab cannot come first (go-yaml writes null in its place)
      let isBlock = traits.allowsBlock && text.first != 0x09
      self.init(.scalar(Scalar(text, style: isBlock ? .literal : .doubleQuoted)))
    } else if CommentedNode.readsAsString(text) {
      let quoted: Scalar.Style = traits.allowsSingleQuotes ? .singleQuoted : .doubleQuoted
      self.init(.scalar(Scalar(text, style: traits.allowsPlain ? .plain : quoted)))
    } else {
      self.init(.scalar(Scalar(text, style: .doubleQuoted)))
    }
  }

  public init(integer: Int) { self.init(plain: String(integer)) }

  public init(boolean: Bool) { self.init(plain: boolean ? "true" : "false") }

  public init(float: Double) { self.init(plain: FloatText.write(float)) }

  /// - Parameter text: what YAML takes for null, a number or a time: it is written as it stands.
  public init(plain text: String) {
    self.init(.scalar(Scalar(Array(text.utf8), style: .plain)))
  }

  public static var null: CommentedNode { CommentedNode(plain: "null") }

  /// Whether readers of YAML 1.1 and of 1.2 take the text, without quotes, for a string.
  private static func readsAsString(_ text: [UInt8]) -> Bool {
    guard case .string = Resolution.untagged(text) else { return false }
    return !isOldBoolean(text) && !isBase60(text)
  }

  private static func isOldBoolean(_ text: [UInt8]) -> Bool {
    guard text.count <= 3 else { return false }
    switch String(decoding: text, as: UTF8.self) {
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return true
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return true
    default: return false
    }
  }

  /// A number in base 60, which YAML 1.1 has: "190:20:30.15".
  private static func isBase60(_ text: [UInt8]) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let sign = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    var parts = text.dropFirst(sign ? 1 : 0)
      .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first?.first, digits.contains(first) else {
      return false
    }
    let isNumber = { (part: ArraySlice<UInt8>) in
      part.allSatisfy { digits.contains($0) || $0 == UInt8(ascii: "_") }
    }
    guard isNumber(parts.removeFirst()) else { return false }
    if let last = parts.last, let point = last.firstIndex(of: UInt8(ascii: ".")) {
      guard isNumber(last[(point + 1)...]) else { return false }
      parts[parts.count - 1] = last[..<point]
    }
    return parts.allSatisfy { part in
      guard (1...2).contains(part.count), part.allSatisfy(digits.contains) else { return false }
      return part.count == 1 || part[part.startIndex] <= UInt8(ascii: "5")
    }
  }
}
