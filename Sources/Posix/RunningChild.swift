internal import CLinux
internal import Glibc

/// A started program, with the pipes that its outputs come through. It is ended, group and all,
/// if this value goes out of scope before the program has ended.
struct RunningChild: ~Copyable {
  /// Seconds between TERM and KILL.
  static let grace = 10.0
  /// Seconds that outputs are still read after the program ended: something it left behind may
  /// hold them open for ever.
  static let drain = 1.0

  private let pid: pid_t
  private let ended: Descriptor
  private(set) var output: Pipe
  private(set) var errors: Pipe
  private var reaped = false

  /// One output: what came so far, up to a limit.
  struct Pipe: ~Copyable {
    let reader: Descriptor
    let limit: Int
    var bytes: [UInt8] = []
    var truncated = false
    var open = true

    mutating func receive() {
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      guard let count = try? reader.read(into: &chunk), count > 0 else {
        open = false
        return
      }
      let room = max(0, limit - bytes.count)
      bytes.append(contentsOf: chunk[..<min(room, count)])
      truncated = truncated || count > room
    }
  }

  private init(pid: pid_t, ended: Int32, output: consuming Pipe, errors: consuming Pipe) {
    self.pid = pid
    self.ended = Descriptor(owning: ended)
    self.output = output
    self.errors = errors
  }

  static func start(_ child: Child, keeping kept: Int32) throws(PosixError) -> RunningChild {
    let out = try Posix.Pipe.make()
    let err = try Posix.Pipe.make()
    var pid: pid_t = 0
    let arguments = CStrings([child.program] + child.arguments)
    let environment = CStrings(child.environment)
    let code = converge_spawn(
      &pid, child.program, arguments.pointers, environment.pointers, child.folder,
      out.writer, err.writer, kept)
    close(out.writer)
    close(err.writer)
    let output = Pipe(reader: Descriptor(owning: out.reader), limit: child.outputLimit)
    let errors = Pipe(reader: Descriptor(owning: err.reader), limit: child.outputLimit)
    if code != 0 { throw PosixError(code: code, call: "start", path: child.program) }
    return RunningChild(
      pid: pid, ended: converge_pidfd_open(pid), output: output, errors: errors)
  }

  deinit {
    if !reaped {
      kill(-pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
  }

  /// Waits for the end; `.overdue` carries 0 seconds.
  mutating func wait(
    until deadline: Instant, stop: Int32, signal: () -> Int32?
  ) throws(PosixError) -> Child.End {
    var forced: Child.End?
    var limit = deadline
    while true {
      let ready = try poll(until: limit, stop: forced == nil ? stop : -1)
      if ready.ended { break }
      if ready.stop, let number = signal() {
        forced = .stopped(signal: number)
      } else if Instant.now < limit {
        continue
      } else if forced == nil {
        forced = .overdue(seconds: 0)
      } else {
        kill(-pid, SIGKILL)
        limit = Instant.now.adding(seconds: RunningChild.grace)
        continue
      }
      kill(-pid, SIGTERM)
      limit = Instant.now.adding(seconds: RunningChild.grace)
    }
    return try finish(forced)
  }

  /// Reads what is left, ends what a forced end left of the group, and collects the status.
  private mutating func finish(_ forced: Child.End?) throws(PosixError) -> Child.End {
    if forced != nil { kill(-pid, SIGKILL) }
    let limit = Instant.now.adding(seconds: RunningChild.drain)
    while output.open || errors.open, Instant.now < limit {
      _ = try poll(until: limit, stop: -1, watchingEnd: false)
    }
    var status: Int32 = 0
    try check("wait for a program") { waitpid(pid, &status, 0) }
    reaped = true
    if let forced { return forced }
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
  }

  /// Waits for output, the end, or the stop descriptor, and takes in the output.
  private mutating func poll(
    until limit: Instant, stop: Int32, watchingEnd: Bool = true
  ) throws(PosixError) -> (ended: Bool, stop: Bool) {
    let events = Int16(POLLIN)
    var watched = [
      pollfd(fd: output.open ? output.reader.raw : -1, events: events, revents: 0),
      pollfd(fd: errors.open ? errors.reader.raw : -1, events: events, revents: 0),
      pollfd(fd: watchingEnd ? ended.raw : -1, events: events, revents: 0),
      pollfd(fd: stop, events: events, revents: 0),
    ]
    let left = max(0, min(limit.seconds(since: .now), 3600))
    try check("wait for output") {
      Glibc.poll(&watched, nfds_t(watched.count), Int32((left * 1000).rounded(.up)))
    }
    if watched[0].revents != 0 { output.receive() }
    if watched[1].revents != 0 { errors.receive() }
    return (watched[2].revents != 0, watched[3].revents != 0)
  }
}

/// A null-terminated array of C strings, as `execve(2)` takes it.
final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
