import Model
import Testing

@Suite("The watched containers of a stack")
struct StackWatchTests {
  private func watch(_ ids: String...) -> StackWatch {
    StackWatch(
      ids.map { WatchedContainer(id: $0, name: "web-\($0)-1", project: "web", service: $0) },
      window: VerificationWindow(), oneShotSeconds: 300)
  }

  private func look(
    _ id: String, _ state: Container.State = .running, _ health: Container.Health? = nil
  ) -> ContainerLook {
    ContainerLook(
      id: id, name: "web-\(id)-1", state: state, exitCode: state == .exited ? 1 : 0,
      health: health, project: "web", service: id)
  }

  @Test("are valid where there are none") func none() {
    #expect(watch().verdict == .valid)
    #expect(!watch().has("app"))
  }

  @Test("are valid when each is") func valid() {
    var watch = watch("app", "db")
    #expect(watch.has("db"))
    #expect(watch.verdict == .waiting(until: 0))
    watch.take(look("app"), of: 0, at: 1)
    #expect(watch.verdict == .waiting(until: 0))
    watch.take(look("db"), of: 1, at: 2)
    #expect(watch.verdict == .waiting(until: 21))
    watch.take(look("app"), of: 0, at: 21)
    #expect(watch.verdict == .waiting(until: 22))
    watch.take(look("db"), of: 1, at: 22)
    #expect(watch.verdict == .valid)
  }

  @Test("are watched until the slowest is valid") func slow() {
    var watch = watch("app", "db")
    watch.take(look("app"), of: 0, at: 0)
    watch.take(look("db", .running, .starting), of: 1, at: 0)
    watch.take(look("app"), of: 0, at: 20)
    #expect(watch.verdict == .waiting(until: 180))
    watch.take(look("app", .exited), of: 0, at: 100)
    #expect(
      watch.verdict
        == .failed([ContainerFault("web-app-1", service: "app", .exited(code: 1))]))
  }

  @Test("fail together") func several() {
    var watch = watch("app", "db", "web")
    watch.take(look("app"), of: 0, at: 0)
    watch.take(nil, of: 1, at: 0)
    watch.ended("other", code: 1)
    #expect(watch.verdict == .failed([ContainerFault("web-db-1", service: "db", .gone)]))
    watch.ended("web", code: 7)
    var restarted = look("web")
    restarted.restarts = 1
    watch.take(restarted, of: 2, at: 1)
    #expect(
      watch.verdict
        == .failed([
          ContainerFault("web-db-1", service: "db", .gone),
          ContainerFault("web-web-1", service: "web", .restarted(times: 1, code: 7)),
        ]))
  }
}
