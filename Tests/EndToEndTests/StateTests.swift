import TestSupport
import Testing

@Suite("the state", .laboratory) struct StateTests {
  let world: World

  /// A host with a change and a teardown waiting.
  init() throws {
    world = try World(
      list("web", "db"), stack("web"), stack("db"),
      secret("stacks/web/app.secret.env", "TOKEN=opensesame\n"))
    try world.cycle()
    try world.commit(list("web"), stack("web", service("app", "worker:2")))
  }

  /// Runs a shell for each file of the state, named `$file`.
  private func damage(_ command: String) throws {
    try must(
      [
        "sh", "-ec",
        "find \(world.host.state) -type f ! -name lock | while read -r file; do \(command); done",
      ])
  }

  @Test("written by a newer version is refused, and nothing is changed")
  func newer() throws {
    try damage(#"sed -i 's/"version" *: *[0-9]*/"version" : 999/' "$file""#)
    let before = try world.snapshot()
    #expect(before.state.count > 0)
    let output = try world.cycle(exits: 1)
    #expect(output.stderr.contains("newer"), "\(output)")
    #expect(output.stderr.contains(world.host.state), "\(output)")
    #expect(try world.snapshot() == before)
  }

  @Test("or a configuration that no cycle can begin with is told to whoever asks for the last one")
  func unopened() throws {
    let script = "printf %s \(world.host.configuration) | sha256sum | cut -c1-16"
    let note = "/run/converge/\(try must(["sh", "-c", script]))/cycle.json"
    func exitCode() throws -> String {
      try must(["sh", "-c", "tr -d ' ' <\(note) | grep -o 'exitCode\":[0-9]*'"])
    }
    #expect(try exitCode() == "exitCode\":0")
    try must(["chmod", "0666", world.host.configuration])
    try world.cycle(exits: 78)
    #expect(try exitCode() == "exitCode\":78")
    try must(["chmod", "0600", world.host.configuration])
    try damage(#"sed -i 's/"version" *: *[0-9]*/"version" : 999/' "$file""#)
    try world.cycle(exits: 1)
    #expect(try exitCode() == "exitCode\":1")
  }

  @Test("that is damaged is refused, and nothing is changed")
  func damaged() throws {
    for command in [#"truncate -s 20 "$file""#, #": >"$file""#, #"echo '[]' >"$file""#] {
      try damage(command)
      let before = try world.snapshot()
      let output = try world.cycle(exits: 1)
      #expect(output.stderr.contains(world.host.state), "\(command): \(output)")
      #expect(try world.snapshot() == before, "\(command)")
    }
  }

  @Test("that is lost makes the next cycle a first one: nothing is torn down")
  func lost() throws {
    try must(["rm", "-r", world.host.state])
    try world.cycle()
    try world.runs("worker:2")
    #expect(try world.container("db").isRunning)
  }

  @Test("and the checkout, when both are lost, come back around what runs")
  func bothLost() throws {
    let db = try world.container("db")
    try must(["rm", "-r", world.host.state, world.host.checkout])
    try world.cycle()
    try world.runs("worker:2")
    #expect(try world.container("db") == db)
  }
}

@Suite("a full disk", .laboratory) struct FullDiskTests {
  let world: World

  init() throws {
    world = try World(list("web", "db"), stack("web"), stack("db"))
  }

  /// Makes a cycle run out of room, and gives it room again.
  ///
  /// - Parameter bytes: that stay free.
  private func fills(
    _ disk: SmallDisk, except bytes: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try world.cycle(sourceLocation: sourceLocation)
    try commitChange()
    try disk.fill(except: bytes)
    try failsHarmlessly(sourceLocation: sourceLocation)
    try disk.empty()
    try converges(sourceLocation: sourceLocation)
  }

  /// Runs a cycle with an update and a teardown waiting; it must fail and do neither.
  private func failsHarmlessly(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let before = try world.engine.containers()
    let output = try world.host.converge()
    #expect(output.status == 1, "\(output)", sourceLocation: sourceLocation)
    #expect(
      output.stderr.lowercased().contains("no space left"), "\(output)",
      sourceLocation: sourceLocation)
    #expect(try world.engine.containers() == before, sourceLocation: sourceLocation)
  }

  private func converges(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try world.cycle(sourceLocation: sourceLocation)
    try world.runs("worker:2", sourceLocation: sourceLocation)
    #expect(try world.engine.projects() == ["web"], sourceLocation: sourceLocation)
  }

  private func commitChange() throws {
    try world.commit(
      list("web"), stack("web", service("app", "worker:2")),
      // takes a few bytes in the object database and two million in the checkout
      ["stacks/web/big": String(repeating: "0", count: 2_000_000)])
  }

  @Test("under the checkout is a clear error; nothing is torn down, and the next cycle converges")
  func checkout() throws {
    try fills(SmallDisk(world.host.checkout, size: "8m"), except: 1_000_000)
  }

  @Test("under the object database is a clear error, not a remote that is away")
  func objects() throws {
    try fills(SmallDisk(world.host.checkout, size: "8m"))
  }

  @Test("under the state is a clear error; nothing is torn down, and the next cycle converges")
  func state() throws {
    try fills(SmallDisk(world.host.state, size: "1m"))
  }
}
