import Model
import Posix
import TestSupport
import Testing

@testable import Cycle

/// 2026-11-21T14:00:00Z
private let now: Int64 = 1_795_269_600
private let time = LocalTime(now: now, offset: 0)
private let version = HeldBack(
  Attempt(commit: "9ab3c1d0123", deployment: "d", reach: []), since: now - 3600,
  reason: "container shop-web-1 exited with 1")

@Suite("What is held back or on hold, at the end of a cycle")
struct HeldBackTests {
  private func summary(_ outcomes: [(String, Outcome)]) -> Summary {
    Summary(
      host: "media", commit: "3f2c1d0",
      stacks: outcomes.map { (name: StackName($0.0)!, outcome: $0.1) }, removals: [],
      remoteReached: true, time: time)
  }

  @Test("is in the last line, with commit, time and reason, and exits with 3") func heldBack() {
    for outcome in [Outcome.heldBack(version), .rolledBack(version, [])] {
      let summary = summary([("web", .unchanged), ("shop", outcome)])
      #expect(
        summary.line == "media at 3f2c1d0: 2 stacks, 1 held back "
          + "(shop at 9ab3c1d since 13:00: container shop-web-1 exited with 1)")
      #expect(summary.exitCode == 3 && summary.failures.isEmpty)
    }
  }

  @Test("is told too where the cycle is about other stacks") func notSelected() {
    var summary = summary([("web", .unchanged)])
    summary.alsoHeldBack = [StackName("shop")!: version]
    #expect(
      summary.line == "media at 3f2c1d0: 1 stack, 1 held back "
        + "(shop at 9ab3c1d since 13:00: container shop-web-1 exited with 1)")
    #expect(summary.exitCode == 3)
  }

  @Test("says what the containers said last: a health check before a log") func said() {
    var version = version
    version.evidence = ["shop-web-1: starting", "shop-web-1: no database"]
    #expect(version.words(time).hasSuffix("exited with 1: no database"))
    version.evidence.insert("shop-web-1: health check: refused", at: 0)
    #expect(version.words(time).hasSuffix("exited with 1: health check: refused"))
    version.evidence.append("shop-db-1: \(String(repeating: "x", count: 200))")
    #expect(version.words(time).hasSuffix("exited with 1: shop-web-1: health check: refused"))
    version.evidence.removeFirst()
    #expect(version.words(time).hasSuffix("shop-db-1: \(String(repeating: "x", count: 109))..."))
  }

  @Test("of projects that are not declared is in the last line too") func onHoldBesides() {
    var summary = summary([("web", .unchanged)])
    summary.alsoOnHold = [StackName("guest")!: Hold(since: now)]
    #expect(summary.line == "media at 3f2c1d0: 1 stack, 1 on hold (guest)")
  }

  @Test("on hold is in the last line, with its end, and is no failure") func onHold() {
    let until = Hold(since: now, until: now + 1800, reason: "disks")
    let summary = summary([("blog", .onHold(until)), ("db", .onHold(Hold(since: now)))])
    #expect(summary.line == "media at 3f2c1d0: 2 stacks, 2 on hold (blog until 14:30, db)")
    #expect(summary.exitCode == 0)
  }

  @Test("comes with what to do") func advice() {
    var version = version
    version.notRolledBack = ["global/ca.pem"]
    let advice = summary([("shop", .heldBack(version)), ("web", .unchanged)]).advice
    #expect(advice.map(\.name.text) == ["shop"])
    #expect(
      advice.first?.text == "held back at 9ab3c1d since 13:00: container shop-web-1 exited with 1; "
        + "global/ca.pem was not rolled back; commit a change of it, or: converge retry shop")
  }

  @Test("has its reason in the last line no longer than a line") func long() {
    var version = version
    version.reason = String(repeating: "x", count: 300) + "\nlog"
    let summary = summary([("shop", .heldBack(version))])
    #expect(summary.line.hasSuffix(String(repeating: "x", count: 160) + "...)"))
    version.reason = "short\nlog"
    #expect(self.summary([("shop", .heldBack(version))]).line.hasSuffix("short)"))
  }

  @Test("that fails is told with when it is tried again") func failing() {
    var failing = Failing(
      Attempt(commit: "c", deployment: "k", reach: []), stands: false, since: now - 86_400,
      reason: "r", times: 4, nextTry: now + 60)
    #expect(failing.words(time) == "failing since 2026-11-20 14:00, 4 times; tried again at 14:01")
    (failing.times, failing.nextTry) = (1, now)
    #expect(
      failing.words(time)
        == "failing since 2026-11-20 14:00, once; tried again by the next cycle")
  }
}

@Suite("A plan with what is held back or on hold")
struct HeldBackPlanTests {
  private func report(_ stack: StackPlan) -> PlanReport {
    let commit = CommitNote(id: "3f2c1d0aabb", author: "Ann", subject: "Update", time: 3)
    return PlanReport(host: "media", commit: commit, stacks: [stack])
  }

  private func text(_ report: PlanReport) -> String {
    String(decoding: JSON.line(report) ?? [], as: UTF8.self)
  }

  @Test("has nothing to do for a stack on hold") func onHold() {
    let report = report(StackPlan("web", .hold(Hold(since: 5, until: 9, reason: "disks"))))
    #expect(report.isEmpty && report.exitCode == 0)
    #expect(
      text(report).contains(
        #"[{"action":"hold","hold":{"reason":"disks","since":5,"until":9},"name":"web"}]"#))
  }

  @Test("ends with 3 while a stack is held back, as a cycle does") func heldBack() {
    let report = report(StackPlan("web", .keep, heldBack: version))
    #expect(report.isEmpty && report.exitCode == 3)
    #expect(text(report).contains(#""heldBack":{"attempt":{"commit":"9ab3c1d0123","#))
  }
}

@Suite("The status of stacks that are held back or on hold")
struct HeldBackStatusTests {
  private let hold = Hold(since: 5, until: 9, reason: "disks")

  private func status(_ stacks: [StackStatus]) -> HostStatus {
    HostStatus(
      host: "media", branch: "main", started: 5, finished: 7, exitCode: 3, result: "x",
      stacks: stacks)
  }

  @Test("is read back as it was written") func roundTrip() throws {
    let folder = try TestSupport.Folder("run")
    let run = RunFolder(configuration: "/etc/converge/converge.yaml", root: folder["converge"])
    let failing = Failing(
      Attempt(commit: "c", deployment: "k", reach: []), stands: false, since: 1, reason: "r",
      times: 2, nextTry: 3)
    let status = status([
      StackStatus("shop", .heldBack, heldBack: version), StackStatus("blog", .onHold, hold: hold),
      StackStatus("db", .failed, problem: "r", failing: failing),
    ])
    try run.write(status)
    #expect(try run.read() == status)
    #expect(status.stacks.map(\.word) == ["held back", "on hold", "failed"])
  }

  @Test("of a version that knew of none of this is read still") func old() throws {
    let folder = try TestSupport.Folder("run")
    let run = RunFolder(configuration: "/etc/converge/converge.yaml", root: folder["converge"])
    try write(
      """
      {"version":1,"host":"media","branch":"main","started":5,"finished":7,"exitCode":0,\
      "result":"x","remotes":[],"removed":[],"left":[],"stacks":[{"name":"web",\
      "state":"unchanged","causes":[],"drift":[],"paused":[]}]}
      """, to: folder["converge/status.json"])
    #expect(try run.read()?.stacks == [StackStatus("web", .unchanged)])
  }

  @Test("shows holds as they are now, not as the last cycle found them") func live() {
    let status = status([
      StackStatus("old", .onHold, hold: hold), StackStatus("new", .unchanged),
      StackStatus("shop", .heldBack, heldBack: version),
    ])
    let live = status.showing(holds: [StackName("new")!: hold])
    #expect(live.stacks.map(\.word) == ["unknown", "on hold", "held back"])
    #expect(live.stacks.map(\.hold) == [nil, hold, nil])
  }

  @Test("that has ended leaves what runs, or what is held back, and no more") func ended() {
    var stacks = ["gone", "shop", "web"].map { StackStatus($0, .onHold, hold: hold) }
    stacks[0].runs = RunningVersion(commit: nil, since: nil, isVerified: false, containers: 0)
    stacks[2].runs = RunningVersion(commit: "3f2", since: 1, isVerified: true, containers: 1)
    let live = status(stacks).showing(holds: [:], heldBack: ["shop": version])
    #expect(live.stacks.map(\.word) == ["unknown", "held back", "running"])
    #expect(live.stacks[1].heldBack == version)
  }
}
