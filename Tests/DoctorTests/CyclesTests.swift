import Cycle
import Model
import Posix
import Testing

@testable import Doctor

@Suite("What a doctor says of the last cycle")
struct CyclesTests {
  private let now: Int64 = 1_795_326_000
  private let time = LocalTime(now: 1_795_326_000, offset: 0)

  private func checks(
    ago: Int64 = 60, exitCode: Int32 = 0, _ stacks: StackStatus...
  ) -> [Check] {
    let status = HostStatus(
      host: "media", branch: "main", started: now - ago - 1, finished: now - ago,
      exitCode: exitCode, result: "media at 3f2c1d0: 1 stack", stacks: stacks)
    return Doctor.cycles(status, now: now, time: time)
  }

  @Test("is how it ended, and that there was none since") func age() {
    let recent = checks(StackStatus("web", .changed))
    #expect(recent.map(\.level) == [.ok])
    #expect(recent[0].found == "ended at 05:39: media at 3f2c1d0: 1 stack")
    #expect(checks(ago: 3700).map(\.level) == [.warning])
  }

  @Test("is an error where it failed, a warning where the next one may go on") func codes() {
    #expect(checks(exitCode: 1)[0].level == .error)
    #expect(checks(exitCode: 65)[0].level == .error)
    #expect(checks(exitCode: 69)[0].level == .warning)
    #expect(checks(exitCode: 143)[0].level == .warning)
  }

  @Test("is each stack that fails, and each that somebody holds") func stacks() {
    let held = StackStatus("blog", .onHold, hold: Hold(since: now, until: nil, reason: nil))
    let all = checks(exitCode: 3, StackStatus("web", .failed, problem: "no image"), held)
    #expect(all.map(\.level) == [.warning, .error, .warning])
    #expect(all[1].subject == "web" && all[1].found == "no image")
    #expect(all[2].advice == "converge resume blog, when done")
  }

  @Test("is that the first one is at work, while it is") func first() {
    let work = Doctor.noCycle(Schedule(.on(isEnabled: true), work: "load: reading"))
    #expect(work.level == .ok && work.advice == "journalctl -u converge -f")
    #expect(Doctor.noCycle(Schedule(.on(isEnabled: true), next: 1)).level == .warning)
  }

  @Test("makes the exit code") func exitCode() {
    #expect(checks().exitCode == 0)
    #expect(checks(ago: 9000).exitCode == 0)
    #expect(checks(exitCode: 1).exitCode == 1)
  }
}
