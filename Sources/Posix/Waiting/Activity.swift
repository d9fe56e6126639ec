/// Something slow that goes on by itself, and is looked after from a poll loop (``Crew``).
///
/// It never waits: what it waits for it names, and is told when that may have come.
public protocol Activity: AnyObject {
  /// The descriptors it waits for now.
  var awaited: [Awaited] { get }

  /// When it wants to go on whatever the descriptors say: now or earlier means at once.
  var wakeAt: Instant? { get }

  /// Goes on as far as it can without waiting; called too often does no harm.
  ///
  /// - Returns: whether it has ended. It is not asked anything afterwards.
  func proceed() -> Bool

  /// Asks it to end soon, because this process was asked to stop by that signal: it still ends
  /// through ``proceed()``, at once or when what it has started is gone.
  func stop(signal: Int32)
}

/// A descriptor and what is to become possible on it.
public struct Awaited: Equatable, Sendable {
  public enum Event: Equatable, Sendable {
    /// There is something to read, or the other end is closed.
    case input
    /// There is room to write.
    case output
  }

  public let descriptor: Int32
  public let event: Event

  public init(_ descriptor: Int32, _ event: Event = .input) {
    self.descriptor = descriptor
    self.event = event
  }

  /// Whether it has become possible, or the descriptor is broken; without waiting.
  public var isReady: Bool { Poll.wait([self], until: .now)[0] }
}
