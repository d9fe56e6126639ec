/// A text that is not the YAML this program reads.
public struct YAMLError: Error, Equatable, Sendable, CustomStringConvertible {
  public let mark: Mark
  /// What is wrong, without the place.
  public let reason: String

  public init(_ reason: String, at mark: Mark) {
    self.reason = reason
    self.mark = mark
  }

  public var line: Int { mark.line }
  public var column: Int { mark.column }

  /// "3:5: what is wrong"
  public var description: String { "\(mark): \(reason)" }
}
