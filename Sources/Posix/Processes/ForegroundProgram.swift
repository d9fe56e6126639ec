internal import CLinux
internal import Glibc

/// A program that a person works with, such as an editor: it has this process's streams, terminal
/// and process group, so that keys that send signals reach it.
public struct ForegroundProgram {
  /// Seconds that it gets to end when this process was asked to.
  static let grace = 2.0

  private let program: String
  private let arguments: [String]
  private let environment: [String]

  /// - Parameters:
  ///   - program: a name looked up in this process's PATH, or a path.
  ///   - environment: the whole of it, as "NAME=value".
  public init(_ program: String, _ arguments: [String], environment: [String]) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }

  /// Runs it to its end. What a person sends it from the keyboard is not for this process.
  ///
  /// - Parameter signals: those of this process; one that asks it to end ends the program first.
  /// - Returns: its exit code or signal, or `stopped` with what this process was told.
  public func run(_ signals: borrowing StopSignals) throws(PosixError) -> Child.End {
    let quit = signal(SIGQUIT, SIG_IGN)
    defer { signal(SIGQUIT, quit) }
    var modes = termios()
    let hasModes = tcgetattr(0, &modes) == 0
    let pid = try start()
    let gone = Descriptor(owning: converge_pidfd_open(pid))
    let stopped = wait(pid, gone, signals)
    var status: Int32 = 0
    try check("wait for \(program)") { waitpid(pid, &status, 0) }
    // one that was killed leaves the terminal as it used it
    if hasModes, status & 0x7f != 0 || stopped != nil { tcsetattr(0, TCSADRAIN, &modes) }
    if let stopped { return .stopped(signal: stopped) }
    return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
  }

  private func start() throws(PosixError) -> pid_t {
    var pid: pid_t = 0
    let (words, variables) = (CStrings([program] + arguments), CStrings(environment))
    let code = converge_spawn(
      &pid, program, words.pointers, variables.pointers, ".", 0, 0, 1, 2, -1)
    if code != 0 { throw PosixError(code: code, call: "start", path: program) }
    return pid
  }

  /// - Returns: the signal that asked this process to end.
  private func wait(
    _ pid: pid_t, _ gone: borrowing Descriptor, _ signals: borrowing StopSignals
  ) -> Int32? {
    var (stopped, limit): (Int32?, Instant?)
    while true {
      let ready = Poll.wait([Awaited(gone.raw), Awaited(signals.raw)], until: limit)
      // a key that was pressed for the program arrived here as well
      while ready[1], case let signal = converge_next_signal(signals.raw), signal != 0 {
        guard signal != SIGINT, stopped == nil else { continue }
        stopped = signal
        kill(pid, SIGTERM)
        limit = .now.adding(seconds: ForegroundProgram.grace)
      }
      if ready[0] { return stopped }
      if let end = limit, Instant.now >= end {
        kill(pid, SIGKILL)
        limit = nil
      }
    }
  }
}
