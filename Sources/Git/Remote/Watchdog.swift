internal import Glibc
internal import Posix
internal import Synchronization

/// Ends a network call that takes too long, that gets no further, or that the program is asked to
/// give up.
///
/// libgit2 1.5 knows no timeouts, and no callback is asked while it waits for a server that says
/// nothing. So a thread waits for the deadline and the stop descriptor meanwhile, looks now and then
/// whether bytes come, and in the end breaks off the internet sockets that this process opened since
/// the call began: whatever waits on one (`connect`, `recv`, `poll`) returns with an error at once.
/// It goes on doing so until the call has returned, because a failed connection makes libgit2 try
/// the next address, and the system's resolver asks each name server several times.
final class Watchdog: Sendable {
  /// Why a call was ended: `silent` and `unresolved` where nothing came from the server, or no
  /// address for its name; `flooded` where the server went on and on about its branches.
  enum Verdict: Int, Sendable { case none, late, stopped, silent, unresolved, flooded }

  /// Bytes that may come before the first object: libgit2 keeps them all in memory.
  static let foreword: UInt64 = 64 << 20

  /// The share of the time from which on a call that computes is at work itself; looking now and
  /// then whether something came takes less.
  private static let work = 0.01

  private let limit: Instant
  private let patience: Double?
  private let stop: Int32
  /// Inode numbers of the sockets that were open before.
  private let before: Set<UInt64>
  private let reached = Atomic<Int>(Verdict.none.rawValue)
  private let unanswered = Atomic<Bool>(false)
  private let steps = Atomic<Int>(0)
  private let child = Atomic<Int32>(0)
  private let isReceiving = Atomic<Bool>(false)

  /// - Parameters:
  ///   - seconds: how long the call may take.
  ///   - patience: seconds after which it is given up where nothing goes on; nil for never.
  ///   - stop: becomes readable when the call is to be given up; it is not read from.
  init(seconds: Double, patience: Double?, stop: Int32?) {
    limit = Instant.now.adding(seconds: min(seconds, 1e6))
    self.patience = patience
    self.stop = stop ?? -1
    before = Set(NetworkSocket.open().map(\.inode))
  }

  var verdict: Verdict { Verdict(rawValue: reached.load(ordering: .acquiring)) ?? .none }

  /// Whether an address did not answer in time. The others of the server were tried then.
  var hasUnansweredAddress: Bool { unanswered.load(ordering: .acquiring) }

  /// Tells that the call got further.
  func step() { steps.add(1, ordering: .relaxed) }

  /// Tells that objects come now.
  func receive() { isReceiving.store(true, ordering: .relaxed) }

  /// Tells which program does it for the call; 0 for none any more.
  func follow(child process: Int32) { child.store(process, ordering: .releasing) }

  /// Runs `body` while the thread watches.
  func guarding<R>(_ body: () throws(GitError) -> R) throws(GitError) -> R {
    let (reader, writer) = try Watchdog.pipe()
    defer { close(reader) }
    let thread = start(watching: reader, for: .current)
    // the thread ends when the pipe does
    defer {
      close(writer)
      if let thread { pthread_join(thread, nil) }
    }
    guard thread != nil else {
      throw GitError(.other, "watch the time", "no thread could be started")
    }
    return try Watchdog.withoutPipeSignal(body)
  }

  private static func pipe() throws(GitError) -> (reader: Int32, writer: Int32) {
    do {
      return try Pipe.make()
    } catch {
      throw GitError(.other, "watch the time", "\(error)")
    }
  }

  private final class Start: Sendable {
    let watchdog: Watchdog
    let done: Int32
    let caller: WatchedThread

    init(_ watchdog: Watchdog, done: Int32, _ caller: WatchedThread) {
      (self.watchdog, self.done, self.caller) = (watchdog, done, caller)
    }
  }

  /// Signals stay with the thread that asked: the new one starts with all of them blocked.
  private func start(watching done: Int32, for caller: WatchedThread) -> pthread_t? {
    var (all, old) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(self, done: done, caller))
    let code = pthread_create(
      &thread, nil,
      { pointer in
        let start = Unmanaged<Start>.fromOpaque(pointer!).takeRetainedValue()
        start.watchdog.watch(start.caller, done: start.done)
        return nil
      }, start.toOpaque())
    if code == 0 { return thread }
    start.release()
    return nil
  }

  private func watch(_ caller: WatchedThread, done: Int32) {
    var silence = Silence(looked: .now, since: .now)
    let interval = patience.map { min(1, $0 / 10) } ?? 3600
    while true {
      let fired = verdict != .none
      let isEarly = patience != nil && !isReceiving.load(ordering: .relaxed)
      var watched = [
        pollfd(fd: done, events: Int16(POLLIN), revents: 0),
        pollfd(fd: fired ? -1 : stop, events: Int16(POLLIN), revents: 0),
      ]
      let look = isEarly ? min(interval, 0.1) : interval
      let left = fired ? 0.02 : max(0, min(limit.seconds(since: .now), look))
      poll(&watched, 2, Int32((left * 1000).rounded(.up)))
      if watched[0].revents != 0 { return }
      if watched[1].revents != 0 {
        end(.stopped)
      } else if !fired && Instant.now >= limit {
        end(.late)
      } else if !fired, isEarly, received > Watchdog.foreword {
        end(.flooded)
      } else if !fired, let patience, Instant.now.seconds(since: silence.looked) >= interval {
        listen(&silence, caller, patience)
      }
      if verdict != .none { for socket in sockets { socket.breakOff() } }
    }
  }

  private func end(_ verdict: Verdict) {
    reached.store(verdict.rawValue, ordering: .releasing)
  }

  /// Since when nothing has changed.
  private struct Silence {
    var traffic = Traffic([], steps: 0, child: 0)
    var computed = 0.0
    var looked: Instant
    var since: Instant
  }

  /// Ends the call where nothing has gone on for too long. Of a server with several addresses, the
  /// next one gets its time too.
  private func listen(_ silence: inout Silence, _ caller: WatchedThread, _ patience: Double) {
    let sockets = sockets
    let traffic = Traffic(
      sockets, steps: steps.load(ordering: .relaxed), child: child.load(ordering: .acquiring))
    let (now, computed) = (Instant.now, caller.computed)
    let share = (computed - silence.computed) / max(0.001, now.seconds(since: silence.looked))
    if traffic != silence.traffic || share > Watchdog.work || caller.waitsForDisk {
      silence.since = now
    }
    (silence.traffic, silence.computed, silence.looked) = (traffic, computed, now)
    guard now.seconds(since: silence.since) >= patience else { return }
    let waiting = sockets.filter { $0.connection?.isConnecting ?? false }
    if waiting.isEmpty { return end(traffic.isConnected ? .silent : .unresolved) }
    unanswered.store(true, ordering: .releasing)
    silence.since = .now
    for socket in waiting { socket.breakOff() }
  }

  /// Bytes that came so far.
  private var received: UInt64 {
    let process = child.load(ordering: .acquiring)
    return process > 0
      ? ChildTraffic.received(by: process)
      : sockets.compactMap(\.connection?.received).reduce(0, +)
  }

  /// The sockets that were opened since the call began.
  private var sockets: [NetworkSocket] {
    NetworkSocket.open().filter { !before.contains($0.inode) }
  }

  /// Writing to a socket whose other end is gone raises SIGPIPE, which would end the process.
  private static func withoutPipeSignal<R>(_ body: () throws(GitError) -> R) throws(GitError) -> R {
    var (pipe, old) = (sigset_t(), sigset_t())
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &old)
    defer {
      if sigismember(&old, SIGPIPE) == 0 {
        var none = timespec()
        while sigtimedwait(&pipe, nil, &none) > 0 {}
      }
      pthread_sigmask(SIG_SETMASK, &old, nil)
    }
    return try body()
  }
}
