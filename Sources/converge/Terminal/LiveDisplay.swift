internal import Cycle
internal import Posix
internal import Synchronization

/// Shows below the lines of a run what is going on right now.
///
/// The cursor stands at the start of the first of its lines and is never hidden: whatever ends the
/// program, the terminal is as usable as before, and to clear is to erase from the cursor on.
final class LiveDisplay: Sendable {
  /// Seconds between two drawings at least.
  static let pause = 0.1

  private struct State {
    var board = LiveBoard()
    /// What stands on the terminal now.
    var shown: [String] = []
    var drawn: Instant?
    var isTicking = false
    var isOver = false
  }

  private let terminal: Int32
  private let palette: Palette
  private let state = Mutex(State())

  /// - Parameter terminal: a descriptor of the terminal.
  init(terminal: Int32, _ palette: Palette) {
    self.terminal = terminal
    self.palette = palette
  }

  /// Takes note of what is going on; it is shown in a moment.
  func take(_ progress: Progress) {
    let starts = state.withLock { state in
      state.board.take(progress, at: .now)
      if case .settled = progress { draw(&state) }
      let starts = !state.isTicking && !state.isOver
      state.isTicking = true
      return starts
    }
    if starts { Ticker.start(every: LiveDisplay.pause) { self.tick() } }
  }

  /// Writes lines that stay; what is going on moves below them.
  ///
  /// - Parameter bytes: whole lines.
  func write(_ bytes: [UInt8], to stream: Int32) {
    state.withLock { state in
      if !state.shown.isEmpty {
        Streams.write(Array(LiveDisplay.clear.utf8), to: terminal)
        state.shown = []
      }
      Streams.write(bytes, to: stream)
      let isEarly = state.drawn.map { Instant.now.seconds(since: $0) < LiveDisplay.pause }
      if isEarly == false { draw(&state) }
    }
  }

  /// Clears what is shown, for good.
  func finish() {
    state.withLock { state in
      state.board.take(.settled, at: .now)
      draw(&state)
      state.isOver = true
    }
  }

  private func tick() -> Bool {
    state.withLock { state in
      if !state.isOver { draw(&state) }
      return !state.isOver
    }
  }

  private static let clear = "\r\u{1b}[J"

  /// Brings the terminal to what the board says; nothing is written where that stands there.
  private func draw(_ state: inout State) {
    let size = TerminalSize.of(terminal) ?? TerminalSize(columns: 80, rows: 24)
    let lines = state.isOver ? [] : state.board.lines(at: .now, size, palette)
    if lines == state.shown { return }
    Streams.write(Array(LiveDisplay.frame(lines).utf8), to: terminal)
    state.shown = lines
    state.drawn = .now
  }

  /// Each line overwrites what stood there, the last one erases all below, and the cursor returns.
  private static func frame(_ lines: [String]) -> String {
    if lines.isEmpty { return clear }
    let text = lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n")
    let up = lines.count > 1 ? "\u{1b}[\(lines.count - 1)A" : ""
    return "\r\(text)\u{1b}[J\(up)\r"
  }
}
