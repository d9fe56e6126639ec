internal import Glibc

/// A path from the checkout's root, equal to another only if all bytes are: Swift takes strings
/// for equal that Linux takes for two names.
struct Path: Hashable, Comparable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Path, right: Path) -> Bool { compare(left.text, right.text) == 0 }
  static func < (left: Path, right: Path) -> Bool { compare(left.text, right.text) < 0 }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Negative, zero or positive, by bytes.
  static func compare(_ left: String, _ right: String) -> Int {
    var (left, right) = (left, right)
    return left.withUTF8 { a in
      right.withUTF8 { b in
        let common = min(a.count, b.count)
        let order = common == 0 ? 0 : memcmp(a.baseAddress!, b.baseAddress!, common)
        return order != 0 ? Int(order) : a.count - b.count
      }
    }
  }

  /// The folder that holds it; nil for names in the root.
  var parent: Path? {
    text.utf8.lastIndex(of: UInt8(ascii: "/")).map { Path(String(text[..<$0])) }
  }

  /// The last part.
  var name: String {
    text.utf8.lastIndex(of: UInt8(ascii: "/"))
      .map { String(text[text.utf8.index(after: $0)...]) } ?? text
  }

  /// The folders on the way to it, outermost first.
  var ancestors: [Path] {
    var result: [Path] = []
    var current = parent
    while let folder = current {
      result.append(folder)
      current = folder.parent
    }
    return result.reversed()
  }

  /// A path in the same folder.
  func sibling(_ name: String) -> String {
    parent.map { "\($0.text)/\(name)" } ?? name
  }
}
