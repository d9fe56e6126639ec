/// One line that a person reads.
public struct Event: Equatable, Sendable {
  /// As `syslog(3)` numbers them.
  public enum Severity: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7
  }

  public let severity: Severity
  /// The stack or project it is about.
  public let stack: String?
  /// Lower case, without a full stop: the action and its cause.
  public let text: String

  public init(_ severity: Severity, _ text: String, stack: String? = nil) {
    self.severity = severity
    self.stack = stack
    self.text = text
  }

  /// "media: text"
  public var line: String { stack.map { "\($0): \(text)" } ?? text }
}

/// Where lines go while a cycle runs.
public struct Reporter: Sendable {
  /// What the run is for: outcomes.
  public let result: @Sendable (Event) -> Void
  /// Everything else.
  public let note: @Sendable (Event) -> Void

  public init(
    result: @escaping @Sendable (Event) -> Void, note: @escaping @Sendable (Event) -> Void
  ) {
    self.result = result
    self.note = note
  }
}
