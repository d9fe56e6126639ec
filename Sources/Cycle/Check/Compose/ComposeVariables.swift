/// The variables that Compose puts into a text (compose-spec, "Interpolation").
struct ComposeVariables {
  /// A name, and whether the text needs it to be set.
  struct Use: Equatable {
    let name: String
    let isRequired: Bool
  }

  private(set) var uses: [Use] = []
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count { index = step(from: index) }
  }

  private static let dollar = UInt8(ascii: "$")

  /// Reads on at `index`, and says where to go on.
  private mutating func step(from index: Int) -> Int {
    guard bytes[index] == Self.dollar, index + 1 < bytes.count else { return index + 1 }
    if bytes[index + 1] == Self.dollar { return index + 2 }
    guard bytes[index + 1] == UInt8(ascii: "{") else {
      let end = nameEnd(from: index + 1)
      if end > index + 1 { add(index + 1, end, isRequired: true) }
      return max(end, index + 1)
    }
    let end = nameEnd(from: index + 2)
    guard end > index + 2 else { return index + 2 }
    add(index + 2, end, isRequired: isRequired(behind: end))
    // a default may hold variables of its own
    return end
  }

  /// Whether what stands behind a name puts nothing else in its place.
  private func isRequired(behind end: Int) -> Bool {
    guard end < bytes.count else { return true }
    let sign =
      bytes[end] == UInt8(ascii: ":") && end + 1 < bytes.count ? bytes[end + 1] : bytes[end]
    return sign != UInt8(ascii: "-") && sign != UInt8(ascii: "+")
  }

  private mutating func add(_ start: Int, _ end: Int, isRequired: Bool) {
    let name = String(decoding: bytes[start..<end], as: UTF8.self)
    uses.append(Use(name: name, isRequired: isRequired))
  }

  private func nameEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count, Self.isName(bytes[end], first: end == start) { end += 1 }
    return end
  }

  private static func isName(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case 65...90, 97...122, UInt8(ascii: "_"): true
    case 48...57: !first
    default: false
    }
  }
}
