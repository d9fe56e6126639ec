internal import CGit2

/// The SHA-1 name of a Git object.
public struct ObjectID: Hashable, Sendable, CustomStringConvertible {
  /// 40 lower-case hexadecimal digits.
  public let hex: String

  /// - Parameter hex: 40 hexadecimal digits; nil is returned for anything else.
  public init?(hex: String) {
    let lower = hex.lowercased()
    guard lower.utf8.count == 40, lower.allSatisfy({ $0.isHexDigit }) else { return nil }
    self.hex = lower
  }

  init(_ raw: git_oid) {
    var raw = raw
    var buffer = [CChar](repeating: 0, count: 41)
    git_oid_tostr(&buffer, buffer.count, &raw)
    hex = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  var raw: git_oid {
    var result = git_oid()
    git_oid_fromstr(&result, hex)
    return result
  }

  /// The first seven digits, for people.
  public var short: String { String(hex.prefix(7)) }
  public var description: String { hex }
}
