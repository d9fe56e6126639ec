import Model
import Testing

@Suite("A one-shot of a deployment that was cut off")
struct CutOffTests {
  /// What becomes of a one-shot whose variable has changed.
  private func action(
    _ state: Container.State, exitCode: Int?, created: Int64, begun: Int64?
  ) -> ServiceStep.Action? {
    let web = StackName("web")!
    var applied = ServiceReceipt(image: "x", configHash: "h", isOneShot: true)
    applied.environment = ["A": "1"]
    var wanted = applied
    wanted.environment = ["A": "2"]
    let digests = Digests(manifest: "", config: "", secrets: "", deployment: "")
    let receipt = StackReceipt(commit: "c", time: 1, digests: digests, services: ["job": applied])
    let container = Container(
      id: "1", name: "web-job-1", project: "web", service: "job", number: 1, configHash: "h",
      state: state, exitCode: exitCode, created: created)
    let planner = ServicePlanner(
      web, ResolvedProject(services: [ResolvedService("job", image: "x", project: "web")]),
      wanted: ["job": wanted], receipt: receipt, containers: [container], begun: begun)
    return planner.steps.first?.action
  }

  @Test("runs no second time where it has ended well since, runs yet or is about to")
  func cutOff() {
    #expect(action(.exited, exitCode: 0, created: 100, begun: 100) == .probe)
    #expect(action(.exited, exitCode: 0, created: 99, begun: 100) == .run)
    #expect(action(.exited, exitCode: 0, created: 100, begun: nil) == .run)
    #expect(action(.exited, exitCode: 1, created: 100, begun: 100) == .run)
    #expect(action(.created, exitCode: nil, created: 100, begun: 100) == .probe)
    #expect(action(.created, exitCode: nil, created: 99, begun: 100) == .run)
    #expect(action(.running, exitCode: nil, created: 100, begun: 100) == .probe)
    #expect(action(.running, exitCode: nil, created: 99, begun: 100) == .run)
  }
}
