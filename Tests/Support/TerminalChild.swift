import Glibc

/// A program that runs on a terminal of its own, as a person would run it.
public final class TerminalChild {
  public let pid: pid_t
  /// All that the terminal has shown so far.
  public private(set) var shown = ""
  private let master: Int32
  private var status: Int32?

  /// Starts the program, found through `PATH`, with exactly the environment given.
  public init(_ arguments: [String], environment: [String: String] = plainEnvironment) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (lock, number): (Int32, Int32) = (0, 0)
    // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2)
    guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0,
      ioctl(master, 0x8004_5430, &number) == 0
    else { throw FixtureError("no terminal: \(String(cString: strerror(errno)))") }
    pid = try TerminalChild.spawn(arguments, environment, on: "/dev/pts/\(number)")
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    if status == nil {
      kill(-pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    close(master)
  }

  /// The terminal becomes the one of a new session when its leader opens it.
  private static func spawn(
    _ arguments: [String], _ environment: [String: String], on terminal: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // threads of a test may have signals blocked
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
    let flags = newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, envp)
    guard failure == 0 else { throw FixtureError("cannot start \(arguments[0]): \(failure)") }
    return pid
  }

  /// Types text: a line ends with "\n", and "\u{3}" is Ctrl-C.
  public func type(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard write(master, bytes, bytes.count) == bytes.count else {
      throw FixtureError("cannot type: \(String(cString: strerror(errno)))")
    }
  }

  /// Waits until the terminal has shown a text.
  public func expect(_ text: String, within seconds: Double = 20) throws {
    let isShown = eventually(within: seconds) {
      take()
      return shown.contains(text)
    }
    guard isShown else { throw FixtureError("never shown: \(text)\nshown: \(shown)") }
  }

  /// Types a line once the terminal has shown a question.
  public func answer(_ question: String, _ line: String) throws {
    try expect(question)
    try type("\(line)\n")
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit code, or 128 and the number of the signal that ended it.
  public func wait(deadline: Double = 60) throws -> Int32 {
    let hasEnded = eventually(within: deadline) {
      take()
      var raw: Int32 = 0
      guard waitpid(pid, &raw, WNOHANG) == pid else { return false }
      status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f)
      return true
    }
    take()
    guard hasEnded, let status else { throw FixtureError("still running; shown: \(shown)") }
    return status
  }

  private func take() {
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(master, &chunk, chunk.count)
      guard count > 0 else { return }
      shown += String(decoding: chunk[..<count], as: UTF8.self)
    }
  }
}
