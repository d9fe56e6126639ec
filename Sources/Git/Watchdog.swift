internal import Glibc
internal import Posix
internal import Synchronization

/// Ends a network call that takes too long or that the program is asked to give up.
///
/// libgit2 1.5 knows no timeouts, and no callback is asked while it waits for a server that says
/// nothing. So a thread waits for the deadline and the stop descriptor meanwhile, and then shuts
/// down the internet sockets that this process opened since the call began: whatever waits on one
/// (`connect`, `recv`, `poll`) returns with an error at once. It goes on doing so until the call
/// has returned, because a failed connection makes libgit2 try the next address.
final class Watchdog: Sendable {
  /// Why a call was ended.
  enum Verdict: Int, Sendable { case none, late, stopped }

  private let limit: Instant
  private let stop: Int32
  /// Inode numbers of the sockets that were open before.
  private let before: Set<UInt64>
  private let reached = Atomic<Int>(Verdict.none.rawValue)

  /// - Parameters:
  ///   - seconds: how long the call may take.
  ///   - stop: becomes readable when the call is to be given up; it is not read from.
  init(seconds: Double, stop: Int32?) {
    limit = Instant.now.adding(seconds: min(seconds, 1e6))
    self.stop = stop ?? -1
    before = Set(Watchdog.sockets().map(\.inode))
  }

  var verdict: Verdict { Verdict(rawValue: reached.load(ordering: .acquiring)) ?? .none }

  /// Runs `body` while the thread watches.
  func guarding<R>(_ body: () throws(GitError) -> R) throws(GitError) -> R {
    let (reader, writer) = try Watchdog.pipe()
    defer { close(reader) }
    let thread = start(watching: reader)
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

    init(_ watchdog: Watchdog, done: Int32) {
      self.watchdog = watchdog
      self.done = done
    }
  }

  /// Signals stay with the thread that asked: the new one starts with all of them blocked.
  private func start(watching done: Int32) -> pthread_t? {
    var (all, old) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(self, done: done))
    let code = pthread_create(
      &thread, nil,
      { pointer in
        let start = Unmanaged<Start>.fromOpaque(pointer!).takeRetainedValue()
        start.watchdog.watch(done: start.done)
        return nil
      }, start.toOpaque())
    if code == 0 { return thread }
    start.release()
    return nil
  }

  private func watch(done: Int32) {
    while true {
      let fired = verdict != .none
      var watched = [
        pollfd(fd: done, events: Int16(POLLIN), revents: 0),
        pollfd(fd: fired ? -1 : stop, events: Int16(POLLIN), revents: 0),
      ]
      let left = fired ? 0.05 : max(0, min(limit.seconds(since: .now), 3600))
      poll(&watched, 2, Int32((left * 1000).rounded(.up)))
      if watched[0].revents != 0 { return }
      if watched[1].revents != 0 {
        reached.store(Verdict.stopped.rawValue, ordering: .releasing)
      } else if !fired && Instant.now >= limit {
        reached.store(Verdict.late.rawValue, ordering: .releasing)
      }
      if verdict != .none { shutDownNewSockets() }
    }
  }

  private func shutDownNewSockets() {
    for socket in Watchdog.sockets() where !before.contains(socket.inode) {
      shutdown(socket.descriptor, Int32(SHUT_RDWR))
    }
  }

  /// This process's open sockets of IPv4 and IPv6.
  private static func sockets() -> [(descriptor: Int32, inode: UInt64)] {
    guard let names = try? Folder.open("/proc/self/fd").names() else { return [] }
    return names.compactMap { name in
      var (status, family, size) = (stat(), Int32(0), socklen_t(MemoryLayout<Int32>.size))
      guard let number = Int32(name), fstat(number, &status) == 0,
        status.st_mode & S_IFMT == S_IFSOCK,
        getsockopt(number, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0,
        family == AF_INET || family == AF_INET6
      else { return nil }
      return (number, UInt64(status.st_ino))
    }
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
