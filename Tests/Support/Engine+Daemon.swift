import Glibc

/// The Engine's own process, for tests of what happens without it.
extension Engine {
  private var home: String { String(socket.dropLast("/docker.sock".count)) }

  /// Ends the Engine, and with it every container: as `systemctl stop docker` does, unless another
  /// signal is given.
  public func end(signal: Int32 = SIGTERM) throws {
    let pid = try process()
    kill(pid, signal)
    guard eventually(within: 60, { metadata("/proc/\(pid)") == nil }) else {
      throw FixtureError("the Engine \(pid) does not end")
    }
  }

  /// Lets it hang: it still takes connections, and answers none.
  public func freeze() throws { kill(try process(), SIGSTOP) }

  /// Lets it go on.
  public func thaw() throws { kill(try process(), SIGCONT) }

  /// Starts it again after its end, as the laboratory did first.
  public func begin() throws {
    try must([
      "sh", "-c",
      "container=converge-lab setsid dockerd --config-file '\(home)/daemon.json' "
        + ">>'\(home)/log' 2>&1 </dev/null &",
    ])
    guard eventually(within: 60, { (try? docker("version"))?.status == 0 }) else {
      throw FixtureError("the Engine does not come up: \(read("\(home)/log")?.suffix(2000) ?? "")")
    }
  }

  private func process() throws -> pid_t {
    guard let pid = read("\(home)/pid").flatMap({ pid_t($0.filter(\.isNumber)) }) else {
      throw FixtureError("the Engine at \(home) does not run")
    }
    return pid
  }
}
