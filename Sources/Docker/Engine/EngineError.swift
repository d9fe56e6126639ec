/// A request to the Engine that failed. A failed look is never "nothing runs".
public struct EngineError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Code: Equatable, Sendable {
    /// No socket there, or nobody listens on it.
    case unreachable
    /// No whole answer in time.
    case timeout
    /// The program was asked to stop.
    case stopped
    /// The Engine refused, with that HTTP status.
    case status(Int)
    /// The answer is not what the Engine's API says.
    case malformed
    /// The answer ended before its end.
    case truncated
  }

  public let code: Code
  /// What was attempted, in words: "list the containers".
  public let action: String
  /// The reason, in words; the Engine's own where it gave one.
  public let reason: String

  public init(_ code: Code, _ action: String, _ reason: String) {
    self.code = code
    self.action = action
    self.reason = reason
  }

  /// "cannot list the containers: ..."
  public var description: String { "cannot \(action): \(reason)" }

  /// Whether the Engine itself is at fault: it is away, or said nothing that can be understood.
  public var isOfEngine: Bool {
    switch code {
    case .unreachable, .timeout, .malformed, .truncated: true
    case .stopped, .status: false
    }
  }

  /// Whether what the request is about does not exist.
  public var isMissing: Bool { code == .status(404) }
}
