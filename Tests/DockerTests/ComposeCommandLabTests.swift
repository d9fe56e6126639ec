import Docker
import Model
import TestSupport
import Testing

/// What `up` and `restart` do that are limited to some services, on a real Engine.
@Suite("Compose limited to some services", .laboratory)
struct ComposeCommandLabTests {
  let lent: TestSupport.Engine
  let folder: Folder
  let compose: Compose
  let project: ComposeProject

  /// c depends on b, b on a, which is healthy only after a while; d stands alone.
  init() throws {
    lent = try TestSupport.Engine.lend()
    folder = try Folder("stack")
    compose = Compose(environment: ChildEnvironment(socket: lent.socket))
    project = ComposeProject(name: "media", folder: folder.path, files: [folder["compose.yaml"]])
    for image in ["slow:1", "worker:1"] { _ = try lent.lines("pull", "-q", Lab.image(image)) }
    try declare(version: 1)
    try run(.up())
  }

  private func declare(version: Int, without left: String = "-") throws {
    let worker = "image: '\(try Lab.image("worker:1"))', environment: {VERSION: '\(version)'}"
    let slow = "image: '\(try Lab.image("slow:1"))', environment: {VERSION: '\(version)'}"
    let services = [
      "a": "{\(slow)}",
      "b": "{\(worker), depends_on: {a: {condition: service_healthy}}}",
      "c": "{\(worker), depends_on: [b]}",
      "d": "{\(worker)}",
    ]
    let lines = services.filter { $0.key != left }.map { "  \($0.key): \($0.value)\n" }
    try write("services:\n" + lines.sorted().joined(), to: folder["compose.yaml"])
  }

  private func run(_ command: ComposeCommand) throws {
    try compose.run(project, command, deadline: 60).result()
  }

  private func containers() throws -> [String: TestSupport.Container] {
    let all = try lent.containers(project: "media").map { ($0.service, $0) }
    return Dictionary(uniqueKeysWithValues: all)
  }

  /// The services whose container is another one than before.
  private func replaced(_ before: [String: TestSupport.Container]) throws -> [String] {
    try containers().filter { before[$0.key]?.id != $0.value.id }.keys.sorted()
  }

  @Test("up replaces those alone, in the order in which they depend on each other")
  func listed() throws {
    let before = try containers()
    try declare(version: 2)
    try run(.up(.init(services: ["b", "a"], noDeps: true)))
    let after = try containers()
    #expect(after.count == 4 && after.values.allSatisfy(\.isRunning))
    #expect(try replaced(before) == ["a", "b"])
    let (a, b) = (try #require(after["a"]), try #require(after["b"]))
    // b was started only once a was healthy
    #expect(a.startedAt < b.startedAt && a.health == "healthy")
    #expect(after["c"] == before["c"] && after["d"] == before["d"])
  }

  @Test("up leaves alone what they depend on, even where it stands still")
  func noDeps() throws {
    let before = try containers()
    _ = try lent.lines("stop", "-t", "0", try #require(before["b"]).id)
    try declare(version: 2)
    try run(.up(.init(services: ["c"], noDeps: true)))
    #expect(try replaced(before) == ["c"])
    #expect(try containers()["b"]?.isRunning == false)
  }

  @Test("up removes what the files no longer have, whatever is named")
  func orphans() throws {
    let before = try containers()
    try declare(version: 1, without: "d")
    try run(.up(.init(services: ["a"], noDeps: true)))
    let after = try containers()
    #expect(Set(after.keys) == ["a", "b", "c"] && after["a"] == before["a"])
  }

  @Test("up can replace what is as it should be")
  func forced() throws {
    let before = try containers()
    try run(.up(.init(services: ["d"], noDeps: true)))
    #expect(try replaced(before) == [])
    try run(.up(.init(services: ["d"], noDeps: true, forceRecreate: true)))
    #expect(try replaced(before) == ["d"])
    #expect(try containers()["d"]?.isRunning == true)
  }

  @Test("what was made without a start, and started on its own, is what a full up wants")
  func startedAlone() throws {
    let before = try containers()
    try run(.up(.init(services: ["c"], forceRecreate: true, noStart: true)))
    let made = try containers()
    let new = try #require(made["c"])
    #expect(try replaced(before) == ["c"] && new.state == "created")
    let engine = Docker.Engine(socket: lent.socket)
    for _ in 0..<2 { try engine.start(new.id) }
    try run(.up())
    #expect(try replaced(made) == [])
    #expect(try containers()["c"]?.isRunning == true)
    #expect { try engine.start("nobody") } throws: { ($0 as? EngineError)?.isMissing == true }
  }

  @Test("up without a start makes containers and starts none")
  func noStart() throws {
    let before = try containers()
    try declare(version: 2)
    try run(.up(.init(services: ["d"], noDeps: true, noStart: true)))
    #expect(try replaced(before) == ["d"])
    #expect(try containers()["d"]?.state == "created")
  }

  @Test("restart restarts those alone, in their containers")
  func restart() throws {
    let before = try containers()
    try run(.restart(["b"]))
    let after = try containers()
    #expect(try replaced(before) == [])
    #expect(after["b"]?.isRunning == true)
    let restarted = after.filter { before[$0.key]?.startedAt != $0.value.startedAt }
    #expect(Set(restarted.keys) == ["b"])
  }
}
