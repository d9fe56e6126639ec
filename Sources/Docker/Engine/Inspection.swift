public import Model
public import Posix

/// How one container fares.
public struct Inspection: Equatable, Sendable {
  public let look: ContainerLook
  /// What its last health check printed, on one line; nil where it printed nothing. May hold a
  /// secret.
  public let healthOutput: String?
  /// Whether it has a terminal: what it prints to both its outputs is one stream then.
  public let hasTerminal: Bool

  public var id: String { look.id }

  public var state: Container.State { look.state }

  /// How it last ended; 0 also where it never has.
  public var exitCode: Int { look.exitCode }

  /// Why it could not be started, in the Engine's words; empty where it could.
  public var error: String { look.error }

  /// How often the Engine started it again by itself.
  public var restarts: Int { look.restarts }

  public var health: Container.Health? { look.health }

  /// When it was started last; nil where it never was.
  public var started: FileStatus.Time? { look.startedAt.flatMap { Moment($0)?.time } }
}
