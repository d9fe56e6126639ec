import Glibc
import TestSupport
import Testing

@Suite("a cycle that is cut off", .laboratory) struct InterruptionTests {
  let world: World

  /// Compose waits for the first service before it starts the second.
  init() throws {
    world = try World(list("web"), InterruptionTests.waiting(seconds: 600))
  }

  private static func waiting(seconds: Int) throws -> Files {
    try stack(
      "web",
      service("gate", "slow:1", "environment: {DELAY: \(seconds)}", "stop_grace_period: 0s"),
      service("app", "worker:1", "depends_on: {gate: {condition: service_healthy}}"))
  }

  /// Starts a cycle and waits until Compose is at work.
  private func startCycle() throws -> Child {
    let cycle = try world.host.start()
    let isAtWork = try eventually {
      try world.engine.containers(project: "web").contains {
        $0.service == "gate" && $0.isRunning
      }
    }
    guard isAtWork else { throw FixtureError("compose did not start: \(try cycle.wait())") }
    return cycle
  }

  @Test("meets a second one, which ends with 75, says who holds the lock, and does nothing")
  func twoAtOnce() throws {
    try world.commit(InterruptionTests.waiting(seconds: 3))
    let first = try startCycle()
    let second = try world.cycle(exits: 75)
    #expect(second.stderr.contains("\(first.pid)"), "\(second)")
    #expect(first.isRunning)

    let output = try first.wait()
    #expect(output.status == 0, "\(output)")
    #expect(try world.container("web").isRunning)
  }

  @Test("is seen by a second one also where its process group is out of sight, as in a container")
  func groupOutOfSight() throws {
    // The kernel shows the group of a process that was brought into a namespace as 0.
    let script = """
      "$0" --config "$1" >/dev/null 2>&1 & sleep 2
      "$0" --config "$1"; status=$?; kill $!; wait; exit $status
      """
    let output = try TestSupport.run(
      ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", script]
        + [Program.converge, world.host.configuration],
      environment: world.host.environment)
    #expect(output.status == 75, "\(output)")
    #expect(!output.stderr.contains("ending"), "\(output)")
  }

  @Test("by KILL while Compose works leaves an orphan, which the next one ends before it goes on")
  func killed() throws {
    try world.startByHand("old")
    let cycle = try startCycle()
    cycle.signal(SIGKILL)
    #expect(try cycle.wait().status == 128 + SIGKILL)
    let orphans = world.host.lockHolders
    #expect(!orphans.isEmpty)

    let output = try world.deploy(InterruptionTests.waiting(seconds: 0))
    #expect(try world.container("web").isRunning)
    #expect(try world.container("web", "gate").isRunning)
    #expect(world.host.lockHolders == [])
    #expect(output.stderr.contains("docker"), "\(output)")
    #expect(try world.container("old").isRunning, "what was found is recorded before all else")
  }

  @Test("by TERM stops Compose, ends with 143, and the next one converges")
  func terminated() throws {
    let cycle = try startCycle()
    cycle.signal(SIGTERM)
    let output = try cycle.wait(deadline: 30)
    #expect(output.status == 143, "\(output)")
    #expect(world.host.lockHolders == [])

    try world.deploy(InterruptionTests.waiting(seconds: 0))
    #expect(try world.container("web").isRunning)
  }

  @Test("by TERM while images are pulled has stopped nothing yet")
  func terminatedInPull() throws {
    try world.deploy(list("web", "db"), stack("web"), stack("db"))
    let before = try world.snapshot().engine
    // takes connections and never answers
    let registry = try Child(
      ["busybox", "nc", "-ll", "-p", "5099", "-e", "sleep", "60"], environment: plainEnvironment)
    try world.commit(
      list("web"), stack("web", plainService("app", ["image: 127.0.0.1:5099/worker:1"])))
    let cycle = try world.host.start()
    #expect(eventually { cycle.said.contains("pulling") })
    #expect(cycle.isRunning && registry.isRunning)
    cycle.signal(SIGTERM)
    #expect(try cycle.wait(deadline: 30).status == 143)
    #expect(try world.snapshot().engine == before)
  }

  @Test("by TERM while a container is recreated converges in the next one")
  func terminatedInRecreation() throws {
    func version(_ number: Int) throws -> Files {
      try stack(
        "web",
        service("app", "stubborn:1", "environment: {V: \(number)}", "stop_grace_period: 3s"))
    }
    try world.deploy(version(1))
    try world.commit(version(2))
    let cycle = try world.host.start()
    #expect(try eventually { try world.engine.containers(project: "web").count == 2 })
    cycle.signal(SIGTERM)
    #expect(try cycle.wait(deadline: 30).status == 143)

    try world.cycle()
    #expect(try world.container("web").isRunning)
    #expect(try world.container("web").name == "web-app-1")
    #expect(try world.container("web").variable("V") == "2")
  }

  @Test("by KILL at any moment converges in the next one", arguments: [20, 60, 120, 250, 500])
  func killedAnywhere(milliseconds: UInt32) throws {
    try world.deploy(stack("web"), secret("stacks/web/app.secret.env", "TOKEN=first-token\n"))
    try world.commit(
      stack("web", service("app", "worker:2", "environment: {TOKEN: '${TOKEN}'}")),
      secret("stacks/web/app.secret.env", "TOKEN=second-token\n"),
      list("web", "db"), stack("db"))
    let cycle = try world.host.start()
    usleep(milliseconds * 1000)
    cycle.signal(SIGKILL)
    _ = try cycle.wait()

    try world.cycle()
    try world.runs("worker:2")
    #expect(try world.container("web").variable("TOKEN") == "second-token")
    #expect(try world.container("db").isRunning)
  }
}
