internal import Model
internal import Posix

/// Collecting what the containers that failed said themselves.
final class LogReading: Activity {
  /// Lines of each container that are kept.
  private static let lines = 10
  /// Seconds that one log may take: it may be far away, or have no end in time.
  private static let patience = 5.0

  private let engine: Engine
  /// The containers that failed, as they were last seen.
  private let ids: [String]
  private let seen: [String: Inspection]
  private(set) var faults: [ContainerFault]
  /// Why the Engine cannot be trusted any more.
  private(set) var failure: EngineError?
  private var index = 0
  private var exchange: Exchange?

  /// - Parameter seen: how each container was when it was last seen.
  init(_ stack: StackWatch, _ seen: [String: Inspection], _ engine: Engine) {
    let failed = stack.containers.compactMap { watch -> (String, ContainerFault)? in
      guard case .failed(let fault) = watch.verdict else { return nil }
      return (watch.container.id, fault)
    }
    self.engine = engine
    self.seen = seen
    ids = failed.map(\.0)
    faults = failed.map(\.1)
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
    while failure == nil, index < ids.count {
      if let inspection = seen[ids[index]] {
        if inspection.health != .healthy { faults[index].healthOutput = inspection.healthOutput }
        let seconds = min(engine.seconds, LogReading.patience)
        exchange = engine.logExchange(of: ids[index], lines: LogReading.lines, seconds: seconds)
        return
      }
      index += 1
    }
  }

  private func take(_ exchange: Exchange) {
    guard let inspection = seen[ids[index]] else { return }
    do throws(EngineError) {
      faults[index].log = try Engine.log(exchange, of: inspection, lines: LogReading.lines)
    } catch {
      // a log that cannot be had is no reason to be silent; an Engine that is gone is one
      if [.unreachable, .truncated].contains(error.code) { failure = error }
    }
  }
}
