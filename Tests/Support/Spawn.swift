import Glibc

/// A file without a name that takes what a program writes.
final class Scratch {
  let descriptor: Int32

  init() throws {
    var path = Array("\(temporaryFolder)/scratch.XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw FixtureError("mkstemp: \(errno)") }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// All of it, with bytes that are no UTF-8 replaced.
  var text: String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }
}

/// Where tests make their files: the laboratory's own room inside one.
var temporaryFolder: String { Environment.text("TMPDIR") ?? "/tmp" }

/// Starts a program as the leader of a new process group with every signal at its default.
func spawn(
  _ arguments: [String], _ environment: [String: String], stdout: Int32, stderr: Int32
) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_adddup2(&actions, stdout, 1)
  posix_spawn_file_actions_adddup2(&actions, stderr, 2)

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var signals = sigset_t()
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))

  let argv = arguments.map { strdup($0) } + [nil]
  let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { for pointer in argv + envp { free(pointer) } }
  var pid: pid_t = 0
  let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, envp)
  guard failure == 0 else {
    throw FixtureError("cannot start \(arguments[0]): \(String(cString: strerror(failure)))")
  }
  return pid
}
