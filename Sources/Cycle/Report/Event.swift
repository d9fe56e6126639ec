/// One line that a person reads, with what programs want to know about it.
public struct Event: Equatable, Sendable {
  /// As `syslog(3)` numbers them.
  public enum Severity: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7

    /// "error": the word for programs.
    public var word: String {
      switch self {
      case .error: "error"
      case .warning: "warning"
      case .notice: "notice"
      case .info: "info"
      case .debug: "debug"
      }
    }
  }

  public let severity: Severity
  /// The stack or project it is about.
  public let stack: String?
  /// The service of the stack.
  public let service: String?
  /// The commit it is about, in hexadecimal digits.
  public let commit: String?
  /// Why, in the words of `Cause`.
  public let cause: String?
  /// The part of the cycle that it belongs to.
  public let stage: Stage?
  /// Lower case, without a full stop: the action and its cause.
  public let text: String

  public init(
    _ severity: Severity, _ text: String, stack: String? = nil, service: String? = nil,
    commit: String? = nil, cause: String? = nil, stage: Stage? = nil
  ) {
    self.severity = severity
    self.stack = stack
    self.service = service
    self.commit = commit
    self.cause = cause
    self.stage = stage
    self.text = text
  }

  /// "media: text"
  public var line: String { stack.map { "\($0): \(text)" } ?? text }
}

/// The parts of a cycle, in their order.
public enum Stage: String, CaseIterable, Codable, Sendable {
  case pull, load, secrets, plan, images, teardown, apply, verify, report
}
