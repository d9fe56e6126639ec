import Docker
import Glibc
import Model
import Posix
import TestSupport
import Testing

@testable import Cycle

private final class Printed {
  var lines: [[String]] = []
}

@Suite("A hook at work")
struct HookRunTests {
  let folder: TestSupport.Folder
  /// What each hook printed.
  private let printed = Printed()

  init() throws {
    folder = try TestSupport.Folder("hook")
    try must(["mkdir", "-p", folder["checkout/stacks/shop"], folder["hooks"]])
  }

  private func call(_ hook: Hook = .preDeploy, previous: String? = "1a2b3c4") -> HookCall {
    HookCall(
      hook: hook, stack: StackName("shop")!, host: "media", commit: "9ab3c1d", previous: previous,
      checkout: folder["checkout"], folder: folder["hooks"])
  }

  private var docker: ChildEnvironment {
    ChildEnvironment(
      socket: "/run/docker.sock",
      variable: { $0 == "PATH" ? "/usr/bin:/bin" : nil }, home: "/root")
  }

  /// Runs a hook to its end.
  private func result(
    _ script: String, _ call: HookCall? = nil, mode: mode_t = 0o755, lock: Int32? = nil,
    deadline: Double = 20
  ) throws -> [String] {
    let call = call ?? self.call()
    try write("#!/bin/sh\n\(script)\n", to: call.program, mode: mode)
    let run = try HookRun(call, docker, keeping: lock, deadline: deadline)
    Crew.run(run)
    let (output, failure) = run.result()
    printed.lines.append(output)
    if let failure { throw failure }
    return output
  }

  private func problem(
    _ script: String, _ call: HookCall? = nil, mode: mode_t = 0o755, deadline: Double = 20
  ) -> Problem? {
    do {
      _ = try result(script, call, mode: mode, deadline: deadline)
      return nil
    } catch {
      return error as? Problem
    }
  }

  @Test("sees this environment and no other") func environment() throws {
    let seen = try result("env -0 | tr '\\0' '\\n' | grep -v ^PWD= | sort")
    #expect(
      seen == [
        "CONVERGE_CHECKOUT=\(folder["checkout"])", "CONVERGE_COMMIT=9ab3c1d",
        "CONVERGE_FOLDER=\(folder["checkout/stacks/shop"])", "CONVERGE_HOOK=pre-deploy",
        "CONVERGE_HOST=media", "CONVERGE_PREVIOUS_COMMIT=1a2b3c4", "CONVERGE_STACK=shop",
        "DOCKER_HOST=unix:///run/docker.sock", "HOME=/root", "PATH=/usr/bin:/bin",
      ])
  }

  @Test("knows an empty previous commit at the first deployment") func first() throws {
    let seen = try result("set -u; echo \"<$CONVERGE_PREVIOUS_COMMIT>\"", call(previous: nil))
    #expect(seen == ["<>"])
  }

  @Test("starts in the stack's folder, without it beside the hook") func place() throws {
    #expect(try result("pwd") == [folder["checkout/stacks/shop"]])
    try must(["rmdir", folder["checkout/stacks/shop"]])
    #expect(try result("pwd") == [folder["hooks"]])
    try must(["ln", "-s", "/tmp", folder["checkout/stacks/shop"]])
    #expect(try result("pwd") == [folder["hooks"]])
  }

  @Test("has no input, a group of its own, and the cycle's lock") func surroundings() throws {
    guard let lock = try FileLock.take(folder["lock"]) else { throw FixtureError("no lock") }
    let script = "cat; cut -d' ' -f5 /proc/$$/stat; echo $$; readlink /proc/$$/fd/3"
    let seen = try result(script, lock: lock.raw)
    _ = consume lock
    #expect(seen.count == 3 && seen[0] == seen[1])
    #expect(seen.last == folder["lock"])
  }

  @Test("tells what it printed, without what steers a terminal") func output() throws {
    let seen = try result("printf 'saved \\033[1m3 tables  \\n\\n'; echo careful >&2")
    #expect(seen == ["saved  [1m3 tables", "careful"])
  }

  @Test("tells the last lines of much, and no endless ones") func bounded() throws {
    let seen = try result("seq 1 5000; head -c 100000 /dev/zero | tr '\\0' x")
    #expect(seen.count == HookRun.lineLimit)
    #expect(seen[0] == "4902" && seen[98] == "5000")
    #expect(seen[99].utf8.count == HookRun.widthLimit)
  }

  @Test("that fails says how, what it said last, and what to do") func failing() {
    let problem = problem("echo saving; seq 1 9 >&2; exit 4")
    #expect(
      problem?.message == "hook pre-deploy of shop failed: exited with 4: 5; 6; 7; 8; 9")
    #expect(printed.lines.last == ["saving", "1", "2", "3", "4"], "the rest goes to the log")
    #expect(problem?.hint?.contains("left as it is") == true)
    #expect(problem?.hint?.contains("stacks/shop/hooks/pre-deploy") == true)
    #expect(
      self.problem("echo no room; exit 1")?.message
        == "hook pre-deploy of shop failed: exited with 1: no room")
    #expect(
      self.problem("kill -9 $$")?.message
        == "hook pre-deploy of shop failed: was ended by signal 9")
  }

  @Test("says of each hook what its failure means", arguments: Hook.allCases)
  func hints(_ hook: Hook) {
    let hint = problem("exit 1", call(hook))?.hint ?? ""
    switch hook {
    case .preDeploy: #expect(hint.hasPrefix("the stack was left as it is"))
    case .postDeploy: #expect(hint.hasPrefix("the stack was deployed"))
    case .preTeardown: #expect(hint.hasPrefix("the project was left as it is"))
    }
  }

  @Test("is ended after its deadline, with all that it started") func deadline() throws {
    let problem = problem("sleep 60 & echo $! > \(folder["pid"]); wait", deadline: 1)
    #expect(problem?.message.contains("was ended after 1 seconds") == true)
    let pid = try #require(Int32((read(folder["pid"]) ?? "").dropLast()))
    #expect(eventually(within: 5) { kill(pid, 0) != 0 || isZombie(pid) })
  }

  private func isZombie(_ pid: Int32) -> Bool {
    (TestSupport.read("/proc/\(pid)/stat") ?? ") Z ").contains(") Z ")
  }

  @Test("that is asked to stop ends soon") func stop() throws {
    try write("#!/bin/sh\nsleep 60\n", to: call().program, mode: 0o755)
    let run = try HookRun(call(), docker, deadline: 60)
    run.stop(signal: SIGTERM)
    Crew.run(run)
    #expect(run.result().failure != nil)
  }

  @Test("that is not executable says how to make it so") func mode() {
    let problem = problem("exit 0", mode: 0o644)
    #expect(problem?.message == "hook pre-deploy of shop is not executable")
    #expect(problem?.place == .init("stacks/shop/hooks/pre-deploy"))
    #expect(problem?.hint?.contains("git update-index --chmod=+x stacks/shop/hooks/") == true)
  }

  @Test("that cannot be started says why") func start() throws {
    func problem() -> String {
      do {
        _ = try HookRun(call(), docker, deadline: 1)
        return ""
      } catch {
        return error.message
      }
    }
    #expect(problem().contains("no such file"))
    try write("echo\n", to: call().program, mode: 0o755)
    #expect(problem().contains("#!/bin/sh"))
    try write("#!/no/such/shell\n", to: call().program)
    #expect(problem().contains("installed?"))
    try must(["rm", call().program])
    try must(["mkdir", call().program])
    #expect(problem().contains("is not a file"))
  }
}
