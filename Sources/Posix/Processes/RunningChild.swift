internal import Glibc

/// A started program, whose outputs are taken in as they come. It is ended, group and all, if this
/// goes out of scope before the program has ended.
public final class RunningChild: Activity {
  /// Seconds between TERM and KILL.
  static let grace = 10.0
  /// The same where this process itself was asked to stop: it has to be gone within ten seconds.
  static let haste = 7.0
  /// Seconds that outputs are still read after the program ended: something it left behind may
  /// hold them open for ever.
  static let drain = 1.0

  private let pid: Int32
  /// What signals go to: its group, or itself where it has none of its own.
  private let target: Int32
  /// Readable when the program has ended (`pidfd_open(2)`).
  private let gone: Int32
  private let output: ChildOutput
  private let errors: ChildOutput
  private let started: Instant
  private let deadline: Double
  /// When it is ended, killed, or its outputs are left alone: whatever comes next.
  private var limit: Instant
  /// Why it was told to end.
  private var forced: Child.End?
  private var hasEnded = false
  private var outcome: Swift.Result<Child.Result, PosixError>?

  init(
    pid: Int32, isGroup: Bool, gone: Int32, output: ChildOutput, errors: ChildOutput,
    deadline: Double
  ) {
    self.pid = pid
    target = isGroup ? -pid : pid
    self.gone = gone
    self.output = output
    self.errors = errors
    self.deadline = deadline
    started = .now
    limit = started.adding(seconds: deadline)
  }

  deinit {
    if outcome == nil {
      kill(target, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    close(gone)
  }

  /// How it ended, and what it said; to be asked for once it has ended.
  ///
  /// - Throws: `PosixError` where the system does not tell how it ended.
  public func result() throws(PosixError) -> Child.Result {
    guard let outcome else { preconditionFailure("the program has not ended") }
    return try outcome.get()
  }

  public var awaited: [Awaited] {
    var all = [output, errors].filter(\.isOpen).map { Awaited($0.reader) }
    if !hasEnded { all.append(Awaited(gone)) }
    return all
  }

  public var wakeAt: Instant? { limit }

  public func proceed() -> Bool {
    if outcome != nil { return true }
    if !hasEnded, Awaited(gone).isReady { end() }
    output.receive()
    errors.receive()
    let isOver = Instant.now >= limit
    if hasEnded {
      if isOver || !output.isOpen && !errors.isOpen { collect() }
    } else if isOver {
      forced == nil ? tell(.overdue(seconds: deadline)) : insist()
    }
    return outcome != nil
  }

  /// Tells its group to end, and kills what does not within seven seconds.
  public func stop(signal: Int32) {
    if !hasEnded, forced == nil { tell(.stopped(signal: signal), RunningChild.haste) }
  }

  private func tell(_ reason: Child.End, _ grace: Double = RunningChild.grace) {
    forced = reason
    kill(target, SIGTERM)
    limit = .now.adding(seconds: grace)
  }

  private func insist() {
    kill(target, SIGKILL)
    limit = .now.adding(seconds: RunningChild.grace)
  }

  /// The program has ended: what a forced end left of its group is ended too.
  private func end() {
    hasEnded = true
    if forced != nil, target < 0 { kill(target, SIGKILL) }
    limit = .now.adding(seconds: RunningChild.drain)
  }

  private func collect() {
    var status: Int32 = 0
    do throws(PosixError) {
      try check("wait for a program") { waitpid(pid, &status, 0) }
    } catch {
      outcome = .failure(error)
      return
    }
    outcome = .success(
      Child.Result(
        end: forced ?? RunningChild.end(status), output: output.bytes, errors: errors.bytes,
        truncated: output.truncated || errors.truncated,
        seconds: Instant.now.seconds(since: started)))
  }

  private static func end(_ status: Int32) -> Child.End {
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
  }
}
