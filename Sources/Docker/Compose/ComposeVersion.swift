/// A version of `docker compose`.
public struct ComposeVersion: Comparable, Sendable, CustomStringConvertible {
  public let major: Int
  public let minor: Int
  public let patch: Int

  public init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// From "2.26.1-4" or "v2.20.0"; nil where it is no version, as in builds from source ("dev").
  public init?(_ text: String) {
    let numbers = text.drop { !$0.isASCII || !$0.isNumber }
      .prefix { $0.isASCII && $0.isNumber || $0 == "." }
      .split(separator: ".").map { Int($0) }
    guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    self.init(major, minor, numbers.count > 2 ? numbers[2] ?? 0 : 0)
  }

  public static func < (left: ComposeVersion, right: ComposeVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  public var description: String { "\(major).\(minor).\(patch)" }
}
