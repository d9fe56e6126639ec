/// The name of a stack: its folder below `stacks/` and, letter for letter, its Compose project.
public struct StackName: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// - Parameter text: a valid Compose project name (lower-case letters, digits, "-" and "_",
  ///   the first one a letter or digit; Compose Specification, "name"); nil for anything else.
  public init?(_ text: String) {
    guard let first = text.utf8.first, StackName.isAlphanumeric(first), text.utf8.count <= 200,
      text.utf8.allSatisfy({ StackName.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x5f })
    else { return nil }
    self.text = text
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
  }

  /// Its folder in the repository.
  public var folder: String { "stacks/\(text)" }
  public var description: String { text }
}
