import Glibc
import Posix
import Testing

@Suite("a child process gets what it is given, and ends")
struct ChildTests {
  private func shell(
    _ script: String, environment: [String] = ["PATH=/usr/bin:/bin"], deadline: Double = 20,
    outputLimit: Int = 1 << 20
  ) throws -> Child.Result {
    try Child(
      "/bin/sh", ["-c", script], environment: environment, deadline: deadline,
      outputLimit: outputLimit
    ).run()
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("its environment is exactly what is given")
  func environment() throws {
    let given = ["A=1", "B=with space", "C="]
    let result = try Child("/usr/bin/env", ["-0"], environment: given, deadline: 20).run()
    #expect(text(result.output).split(separator: "\0").map(String.init) == given)
    let none = try Child("/usr/bin/env", [], environment: [], deadline: 20).run()
    #expect(none.output.isEmpty)
  }

  @Test("both outputs are kept apart, and the exit code is told")
  func outputs() throws {
    let result = try shell("echo out; echo err >&2; exit 7")
    #expect(text(result.output) == "out\n")
    #expect(text(result.errors) == "err\n")
    #expect(result.end == .exited(7))
    #expect(!result.succeeded && !result.truncated)
  }

  @Test("its input is empty, its folder the one given, its descriptors just three")
  func surroundings() throws {
    #expect(try shell("cat; pwd").output == Array("/\n".utf8))
    let result = try Child(
      "/bin/pwd", [], environment: [], folder: "/usr/bin", deadline: 20
    ).run()
    #expect(text(result.output) == "/usr/bin\n")
    let open = try shell("ls /proc/self/fd | wc -l")
    #expect(text(open.output) == "4\n")  // the three, and the folder that is listed
  }

  @Test("its input is what it is given, to the end", arguments: [0, 5, 3_000_000])
  func input(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let result = try Child(
      "/bin/sh", ["-c", "ls /proc/self/fd | wc -l >&2; cat"],
      environment: ["PATH=/usr/bin:/bin"], input: bytes, deadline: 20, outputLimit: 4_000_000
    ).run()
    #expect(result.output == bytes)
    #expect(text(result.errors) == "4\n")  // the three, and the folder that is listed
  }

  @Test("an attended one shares the group, input and errors of this process, and ends in time")
  func attended() throws {
    var child = Child(
      "/bin/sh", ["-c", "ps -o pgid= -p $$; readlink /proc/$$/fd/0 /proc/$$/fd/2"],
      environment: ["PATH=/usr/bin:/bin"], deadline: 20)
    child.isAttended = true
    let result = try child.run()
    let own = try ["0", "2"].map { number in
      try String(decoding: Folder.open("/proc/self/fd").target(ofLink: number), as: UTF8.self)
    }
    let lines = text(result.output).split(separator: "\n").map {
      String($0.drop { $0 == " " })
    }
    #expect(lines == ["\(getpgrp())"] + own)
    #expect(result.succeeded && result.errors.isEmpty)
    child.arguments = ["-c", "exec sleep 60"]
    child.deadline = 0.2
    let overdue = try child.run()
    #expect(overdue.end == .overdue(seconds: 0.2) && overdue.seconds < 5)
  }

  @Test("it starts a group of its own")
  func group() throws {
    let result = try shell("cut -d' ' -f5 /proc/$$/stat; echo $$")
    let lines = text(result.output).split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == lines[1])
  }

  @Test("a program that does not exist is an error with its name")
  func missing() throws {
    let error = caught(PosixError.self) {
      _ = try Child("no-such-program", [], environment: [], deadline: 1).run()
    }
    #expect(error?.code == ENOENT)
    #expect(error?.path == "no-such-program")
  }

  @Test("output beyond the limit is read, dropped and told")
  func bounded() throws {
    let result = try shell("head -c 3000000 /dev/zero; echo done >&2", outputLimit: 1000)
    #expect(result.succeeded)
    #expect(result.output.count == 1000)
    #expect(result.truncated)
    #expect(text(result.errors) == "done\n")
  }

  @Test("after its deadline it is ended with everything it started")
  func deadline() throws {
    let place = try Place()
    let file = place.folder.full("pids")
    let result = try shell(
      "sleep 60 & echo $! > \(file); sleep 60 & echo $! >> \(file); wait", deadline: 0.5)
    #expect(result.end == .overdue(seconds: 0.5))
    #expect(result.seconds < 8)
    let pids = text(try place.folder.read("pids")).split(separator: "\n").compactMap { pid_t($0) }
    #expect(pids.count == 2)
    for pid in pids { #expect(isGone(pid)) }
  }

  /// Whether a process has ended, or is about to be reaped.
  private func isGone(_ pid: pid_t) -> Bool {
    for _ in 0..<50 {
      if kill(pid, 0) != 0 { return true }
      let stat = (try? Folder.open("/proc/\(pid)").read("stat")) ?? []
      if stat.isEmpty || text(stat).contains(") Z ") { return true }
      Instant.pause(seconds: 0.1)
    }
    return false
  }

  @Test("one that ignores TERM is killed")
  func stubborn() throws {
    let result = try shell("trap '' TERM; while :; do sleep 1; done", deadline: 0.3)
    #expect(result.end == .overdue(seconds: 0.3))
    #expect(result.seconds < 20)
  }

  @Test("one that leaves its output open to a child in the background does not hold us up")
  func background() throws {
    let result = try shell("(trap '' HUP; sleep 8) & echo started")
    #expect(result.succeeded)
    #expect(text(result.output) == "started\n")
    #expect(result.seconds < 6)
  }

  @Test("a signal is told")
  func signalled() throws {
    #expect(try shell("kill -9 $$").end == .signalled(SIGKILL))
  }
}
