internal import Model
internal import Posix

/// Collecting what the containers that failed said themselves.
final class LogReading: Activity {
  /// Lines of each container that are kept.
  private static let lines = 10
  /// Seconds that one log may take: it may be far away, or have no end in time.
  private static let patience = 5.0

  private let engine: Engine
  /// What failed, as it was when it last existed.
  private let seen: [Inspection?]
  private(set) var faults: [ContainerFault]
  /// Why the Engine cannot be trusted any more.
  private(set) var failure: EngineError?
  private var index = 0
  private var exchange: Exchange?

  /// - Parameter seen: each of the stack's containers as it was when it last existed.
  init(_ stack: StackWatch, _ seen: [Inspection?], _ engine: Engine) {
    var failed: [(ContainerFault, Inspection?)] = []
    for (watch, inspection) in zip(stack.containers, seen) {
      if case .failed(let fault) = watch.verdict { failed.append((fault, inspection)) }
    }
    self.engine = engine
    self.seen = failed.map(\.1)
    faults = failed.map(\.0)
    begin()
  }

  var awaited: [Awaited] { exchange?.awaited ?? [] }

  var wakeAt: Instant? { exchange == nil ? .now : exchange?.wakeAt }

  func proceed() -> Bool {
    while let exchange {
      guard exchange.proceed() else { return false }
      take(exchange)
      index += 1
      begin()
    }
    return true
  }

  func stop(signal: Int32) { exchange?.stop(signal: signal) }

  /// Goes on to the next container that may have a log.
  private func begin() {
    exchange = nil
    while failure == nil, index < seen.count {
      if let inspection = seen[index] {
        if inspection.health != .healthy { faults[index].healthOutput = inspection.healthOutput }
        let seconds = min(engine.seconds, LogReading.patience)
        exchange = engine.logExchange(
          of: inspection.id, lines: LogReading.lines, seconds: seconds)
        return
      }
      index += 1
    }
  }

  private func take(_ exchange: Exchange) {
    guard let inspection = seen[index] else { return }
    do throws(EngineError) {
      faults[index].log = try Engine.log(exchange, of: inspection, lines: LogReading.lines)
    } catch {
      // a log that cannot be had is no reason to be silent; an Engine that is gone is one
      if [.unreachable, .truncated].contains(error.code) { failure = error }
    }
  }
}
