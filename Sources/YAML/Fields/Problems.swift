/// One thing that is wrong in a document.
public struct Diagnostic: Error, Equatable, Sendable, CustomStringConvertible {
  public let mark: Mark
  public let message: String

  public init(_ message: String, at mark: Mark) {
    self.message = message
    self.mark = mark
  }

  public var line: Int { mark.line }
  public var column: Int { mark.column }

  /// "3:5: what is wrong"
  public var description: String { "\(mark): \(message)" }
}

/// Collects everything that is wrong, so that a person can mend it in one go.
public final class Problems {
  private var found: [Diagnostic] = []

  public init() {}

  /// All problems, in the order of the text.
  public var all: [Diagnostic] {
    found.enumerated()
      .sorted { ($0.element.mark, $0.offset) < ($1.element.mark, $1.offset) }
      .map(\.element)
  }

  public func add(_ message: String, at mark: Mark) {
    found.append(Diagnostic(message, at: mark))
  }
}
