import Checkout
import FoundationEssentials
import Model
import Testing

@testable import Cycle

@Suite("The report of a plan")
struct PlanReportTests {
  let commit = CommitNote(id: "3f2c1d0aabb", author: "Ann", subject: "Update", time: 3)

  func report(
    _ actions: [StackPlan.Action], teardown: Teardown = .projects([]), reached: Bool = true
  ) -> PlanReport {
    PlanReport(
      host: "media", commit: commit, teardown: teardown,
      stacks: actions.enumerated().map { StackPlan("s\($0)", $1) }, remoteReached: reached)
  }

  @Test("with nothing to do ends with 0, or 69 without a remote") func nothing() {
    #expect(report([.keep]).exitCode == 0)
    #expect(report([.keep], reached: false).exitCode == 69)
    #expect(report([.keep], teardown: .projects([.leaveFound("old")])).isEmpty)
  }

  @Test("with something to do ends with 2") func something() {
    #expect(report([.keep, .apply([.fullPass], [])]).exitCode == 2)
    let removal = ProjectStep.remove("old", .notDeclared(host: "media"))
    #expect(report([], teardown: .projects([removal])).exitCode == 2)
    var checkout = report([.keep], reached: false)
    checkout.checkout = [Change("a", .added)]
    #expect(checkout.exitCode == 2)
  }

  @Test("with a commit that is not signed ends with 77, unless a stack would fail, and says so")
  func unsigned() {
    var plan = report([.apply([.fullPass], [])], reached: false)
    plan.alarms = ["9ab3c1d refused: it is not signed"]
    #expect(plan.exitCode == 77)
    let text = String(decoding: JSON.line(plan) ?? [], as: UTF8.self)
    #expect(text.contains(#""alarms":["9ab3c1d refused: it is not signed"]"#))
    plan.stacks = [StackPlan("a", .fail(Problem("x")))]
    #expect(plan.exitCode == 3)
  }

  @Test("with a stack that would fail ends with 3") func failing() {
    #expect(report([.apply([.fullPass], []), .fail(Problem("x"))]).exitCode == 3)
  }

  @Test("tells programs every cause by its kind and in words") func json() throws {
    let digests = Digests(manifest: "1a", config: "2b", secrets: "3c", deployment: "4d")
    var report = report(
      [.apply([.image(from: "a:1", to: "a:2")], [ServiceStep("app", .update, reaction: .restart)])],
      teardown: .projects([.remove("old", .notDeclared(host: "media"))]))
    report.stacks[0].digests = digests
    let text = String(decoding: JSON.line(report) ?? [], as: UTF8.self)
    #expect(
      text == """
        {"checkout":[],"commit":{"author":"Ann","id":"3f2c1d0aabb","subject":"Update","time":3},\
        "decrypt":[],"exitCode":2,"host":"media","isEmpty":false,"remoteReached":true,"stacks":\
        [{"action":"apply","causes":[{"kind":"image","text":"image a:1 to a:2"}],"digests":\
        {"config":"2b","deployment":"4d","manifest":"1a","secrets":"3c"},"name":"s0","services":\
        [{"action":"update","causes":[],"name":"app","reaction":"restart"}]}],"teardown":\
        [{"action":"remove","project":"old","reason":"not declared for media"}],"version":1}

        """)
  }

  @Test("tells programs what is made anew") func created() {
    var plan = report([.apply([.firstDeployment], [ServiceStep("app", .update, isNew: true)])])
    plan.checkout = [Change("stacks/a/compose.yaml", .added)]
    let text = String(decoding: JSON.line(plan) ?? [], as: UTF8.self)
    #expect(text.contains(#"{"action":"create","causes":[],"name":"app","#))
    #expect(text.contains(#""checkout":["add stacks/a/compose.yaml"]"#))
  }

  @Test("with too much to remove ends with 3, and names it") func refused() throws {
    let report = report([.keep], teardown: .refused(["a", "b"], limit: 1))
    #expect(report.exitCode == 3 && !report.isEmpty)
    let text = String(decoding: JSON.line(report) ?? [], as: UTF8.self)
    #expect(
      text.contains(
        #""teardown":[],"teardownLimit":1,"teardownRefused":["a","b"]"#))
  }

  @Test("says why nothing is removed") func suspended() throws {
    let report = report([], teardown: .suspended(reason: "limited"))
    let text = String(decoding: JSON.line(report) ?? [], as: UTF8.self)
    #expect(text.contains("\"teardownSuspended\":\"limited\""))
  }
}
