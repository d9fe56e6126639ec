/// "*@example.org,!eve@example.org": patterns, of which a name must match one and no negated one
/// (ssh_config(5), PATTERNS).
struct PatternList: Equatable, Sendable {
  private let positive: [[UInt8]]
  private let negative: [[UInt8]]

  init(_ text: [UInt8]) {
    let patterns = text.split(separator: UInt8(ascii: ",")).map(Array.init)
    positive = patterns.filter { $0.first != UInt8(ascii: "!") }
    negative = patterns.filter { $0.first == UInt8(ascii: "!") }.map { Array($0.dropFirst()) }
  }

  func contains(_ name: [UInt8]) -> Bool {
    !negative.contains { PatternList.matches(name, $0) }
      && positive.contains { PatternList.matches(name, $0) }
  }

  /// A name that the list holds for certain: one of its own patterns, as git asks for it.
  var ownName: [UInt8]? { positive.first(where: contains) }

  /// `*` stands for anything and `?` for one byte. Takes no longer than both lengths multiplied.
  static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (at, next) = (0, 0)
    var retry: (at: Int, next: Int)?
    while at < name.count {
      if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
        next += 1
        retry = (at, next)
      } else if next < pattern.count, [name[at], UInt8(ascii: "?")].contains(pattern[next]) {
        (at, next) = (at + 1, next + 1)
      } else if let last = retry {
        retry = (last.at + 1, last.next)
        (at, next) = (last.at + 1, last.next)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
