import Glibc
import Posix
import Testing

@Suite("what this process has in memory")
struct MemoryTests {
  private func number(_ field: String, in file: String = "/proc/self/status") throws -> Int? {
    let text = String(decoding: try Descriptor.open(file).readAll(), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      .flatMap { Int($0) }
  }

  @Test("stays out of swap where any amount may be locked, and limits stay as they were")
  func locked() throws {
    var (before, after) = (rlimit(), rlimit())
    getrlimit(__rlimit_resource_t(8), &before)  // RLIMIT_MEMLOCK
    let isLocked = Memory.keepFromSwap()
    getrlimit(__rlimit_resource_t(8), &after)
    #expect(before.rlim_cur == after.rlim_cur && before.rlim_max == after.rlim_max)
    let kilobytes = try #require(try number("VmLck"))
    #expect(isLocked == (kilobytes > 1000))
    let child = try Child(
      "/bin/sh", ["-c", "grep VmLck /proc/self/status"], environment: [], deadline: 20
    ).run()
    #expect(String(decoding: child.output, as: UTF8.self).contains(" 0 kB"))
  }

  @Test("is not dumped, while programs it starts are as always")
  func dumpable() throws {
    Memory.forbidDumps()
    let script = "stat -c %u /proc/$PPID/environ; stat -c %u /proc/self/environ"
    let child = try Child("/bin/sh", ["-c", script], environment: [], deadline: 20).run()
    let owners = String(decoding: child.output, as: UTF8.self).split(separator: "\n")
    #expect(owners == ["0", "\(geteuid())"])
    #expect(try number("Pid") == Int(getpid()))
  }
}
