internal import Posix

/// A connection that the Engine holds open as long as it lives: whoever has one knows whether the
/// Engine went away in the meantime, even where it is back and answers. What containers do then says
/// nothing about their stack.
public final class EngineLink {
  private let events: EventStream

  /// Follows what happens to no project.
  public init(_ engine: Engine) {
    events = EventStream(engine, project: "")
    _ = events.proceed()
  }

  deinit { events.close() }

  /// Whether the Engine went away.
  public var isBroken: Bool {
    _ = events.proceed()
    return events.failure != nil
  }
}
