import Glibc
import TestSupport

/// A way in which a cycle ends before its end.
enum Ending: String, CaseIterable, Sendable {
  case alone = "SIGKILL of converge alone"
  case together = "SIGKILL of it and its children"
  case terminated = "SIGTERM as systemd sends it"

  var signal: Int32 { self == .terminated ? SIGTERM : SIGKILL }
}

/// Where a cycle is when it is ended.
enum EffectPoint: Equatable, Sendable, CustomStringConvertible {
  /// Before the n-th system call of that name, from 1.
  case call(String, Int, words: String)
  /// Before the n-th request to the Engine, of converge or of Compose, from 1.
  case request(Int, words: String)
  /// When the Engine has done what the n-th request asks, and before anybody knows.
  case answer(Int, words: String)

  var description: String {
    switch self {
    case .call(let name, let number, let words): "\(name) \(number) (\(words))"
    case .request(let number, let words): "request \(number) (\(words))"
    case .answer(let number, let words): "answer \(number) (\(words))"
    }
  }
}

/// A cycle that is ended at a point.
struct CutOff {
  let way: Ending
  let point: EffectPoint

  /// What came of it.
  struct Result {
    let output: Output
    /// Whether the cycle got there.
    let reached: Bool
    /// Seconds from the signal to its end, as far as they are known.
    let seconds: Double?
    /// Processes it left behind.
    let orphans: Int
  }

  /// Runs the cycle; afterwards all that is to be dead is.
  func run(_ host: Host, _ gate: Gate) throws -> Result {
    let (output, seconds) = try ended(host, gate)
    let reached = output.status == 128 + way.signal
    let orphans = Processes.holding(host.lock).count
    // systemd kills what is left when the main process has ended
    if way != .alone { try Processes.killAll(holding: host.lock) }
    return Result(output: output, reached: reached, seconds: seconds, orphans: orphans)
  }

  private func ended(_ host: Host, _ gate: Gate) throws -> (Output, Double?) {
    switch point {
    case .call(let name, let number, _):
      let signal = way == .terminated ? "TERM" : "KILL"
      let wrapper = [
        "strace", "-qq", "-o", "/dev/null", "-e", "trace=\(name)", "-e",
        "inject=\(name):signal=\(signal):when=\(number)",
      ]
      return (try host.start(wrapper: wrapper).wait(), nil)
    case .request(let number, _): return try atRequest(number, isAnswered: false, host, gate)
    case .answer(let number, _): return try atRequest(number, isAnswered: true, host, gate)
    }
  }

  private func atRequest(
    _ number: Int, isAnswered: Bool, _ host: Host, _ gate: Gate
  ) throws -> (Output, Double?) {
    gate.clear()
    let clock = Stopwatch()
    let cycle = try host.start()
    let (process, lock, way) = (cycle.pid, host.lock, way)
    let strike: @Sendable () -> Void = {
      clock.start()
      kill(process, way.signal)
      if way == .together { _ = try? Processes.killAll(holding: lock) }
    }
    gate.decide { count, _ in
      guard count == number else { return .pass }
      if isAnswered { return .unanswered(strike) }
      strike()
      return way == .together ? .cut : .pass
    }
    defer { gate.decide(nil) }
    let output = try cycle.wait()
    return (output, clock.seconds)
  }
}

/// Tells how long ago something was in another thread.
final class Stopwatch: @unchecked Sendable {
  private var started: ContinuousClock.Instant?

  func start() { started = .now }

  /// Since the start; nil where there was none.
  var seconds: Double? {
    started.map { started in
      let passed = ContinuousClock.now - started
      return Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
    }
  }
}
