import Model
import Posix
import Testing

@testable import Cycle

@Suite("The order in which services start")
struct StartOrderTests {
  /// Two services, the second of which waits for the first.
  private func order(_ condition: ResolvedService.Condition) -> StartOrder {
    let first = ResolvedService("db", image: "x", project: "web")
    var second = ResolvedService("app", image: "x", project: "web")
    second.dependencies = ["db": condition]
    return StartOrder(
      ResolvedProject(services: [first, second]), until: .now.adding(seconds: 60))
  }

  private func container(
    _ service: String, _ state: Container.State, exitCode: Int? = nil
  ) -> Container {
    Container(
      id: service, name: "web-\(service)-1", project: "web", service: service, number: 1,
      state: state, exitCode: exitCode)
  }

  @Test("waits for no more than it says, also where that keeps restarting")
  func restarting() throws {
    for (condition, waits) in [
      (ResolvedService.Condition.started, false), (.healthy, true),
    ] {
      var order = order(condition)
      let ready = try order.next(
        [container("db", .restarting, exitCode: 1), container("app", .created)],
        running: ["db", "app"], once: [])
      #expect(ready.isWaiting == waits, "\(condition)")
      #expect(ready.containers.map(\.id) == (waits ? [] : ["app"]), "\(condition)")
    }
  }

  @Test("has a one-shot run first that others wait for")
  func once() throws {
    var order = order(.completed)
    let first = try order.next(
      [container("db", .created), container("app", .created)], running: ["app"], once: ["db"])
    #expect(first.containers.map(\.id) == ["db"] && first.isWaiting)
    let second = try order.next(
      [container("db", .exited, exitCode: 0), container("app", .created)], running: ["app"],
      once: ["db"])
    #expect(second.containers.map(\.id) == ["app"] && !second.isWaiting)
  }

  @Test("does not start a one-shot again that was at work already")
  func atWork() throws {
    var order = order(.completed)
    let first = try order.next(
      [container("db", .running), container("app", .created)], running: ["app"], once: ["db"])
    #expect(first.containers.isEmpty && first.isWaiting)
    let second = try order.next(
      [container("db", .exited, exitCode: 0), container("app", .created)], running: ["app"],
      once: ["db"])
    #expect(second.containers.map(\.id) == ["app"])
  }

  @Test("fails where a one-shot that was at work already fails")
  func failsAtWork() throws {
    var order = order(.completed)
    _ = try order.next(
      [container("db", .running), container("app", .created)], running: ["app"], once: ["db"])
    #expect(throws: Failure.self) {
      try order.next(
        [container("db", .exited, exitCode: 1), container("app", .created)], running: ["app"],
        once: ["db"])
    }
  }
}
