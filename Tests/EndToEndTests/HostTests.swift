import TestSupport
import Testing

@Suite("the machine", .laboratory) struct MachineTests {
  let world: World

  /// A host with a change waiting, and a project to tear down.
  init() throws {
    world = try World(list("web", "db"), stack("web"), stack("db"))
    try world.cycle()
    try world.commit(list("web"), stack("web", service("app", "worker:2")))
  }

  /// A folder for PATH in which `docker` is the script given, or is not there.
  private func stand(in script: String?) throws -> Folder {
    let folder = try Folder("bin")
    if let script { try write("#!/bin/sh\n\(script)\n", to: folder["docker"], mode: 0o755) }
    return folder
  }

  @Test("without an Engine ends with 69 and changes nothing")
  func noEngine() throws {
    let before = try world.snapshot()
    let text = read(world.host.configuration) ?? ""
    let lines = text.split(separator: "\n").map {
      $0.hasPrefix("docker:") ? "docker: unix:///nonexistent/docker.sock" : $0
    }
    try write(lines.joined(separator: "\n"), to: world.host.configuration)
    let output = try world.cycle(exits: 69)
    #expect(output.stderr.contains("/nonexistent/docker.sock"), "\(output)")
    #expect(try world.snapshot() == before)
  }

  @Test("without the docker command is a clear error, and nothing is torn down")
  func noDocker() throws {
    let before = try world.snapshot().engine
    let bin = try stand(in: nil)
    let output = try world.host.converge(environment: ["PATH": bin.path])
    #expect([1, 69].contains(output.status), "\(output)")
    #expect(output.stderr.contains("docker"), "\(output)")
    #expect(try world.snapshot().engine == before)
  }

  @Test(
    "without a Compose plugin that is new enough is a clear error, and nothing is torn down",
    arguments: [
      """
      case "$*" in *compose*) echo "docker: 'compose' is not a docker command." >&2; exit 1;; esac
      exec /usr/bin/docker "$@"
      """,
      """
      case "$*" in
        *version*--short*) echo 2.17.3; exit;;
        *version*json*) echo '{"version":"v2.17.3"}'; exit;;
        *compose*version*) echo "Docker Compose version v2.17.3"; exit;;
      esac
      exec /usr/bin/docker "$@"
      """,
    ])
  func noCompose(_ script: String) throws {
    let before = try world.snapshot().engine
    let bin = try stand(in: script)
    let path = "\(bin.path):/usr/bin:/bin"
    let output = try world.host.converge(environment: ["PATH": path])
    #expect([1, 69].contains(output.status), "\(output)")
    #expect(output.stderr.contains("2.20"), "\(output)")
    #expect(try world.snapshot().engine == before)
  }

  @Test("with a journal gets its priorities; without one plain lines")
  func journal() throws {
    let converge = "\(Program.converge) --config \(world.host.configuration)"
    let script = "JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2) exec \(converge)"
    try world.commit(["stacks/db/compose.yaml": "services: 7\n"], list("web", "db"))
    let output = try run(["bash", "-c", script], environment: world.host.environment)
    #expect(output.status == 3, "\(output)")
    let lines = output.stderr.split(separator: "\n")
    #expect(!lines.isEmpty)
    #expect(
      lines.allSatisfy { $0.first == "<" && $0.dropFirst(2).first == ">" }, "\(output)")
    #expect(lines.contains { $0.hasPrefix("<3>") }, "\(output)")
    #expect(!output.stdout.contains("<"), "\(output)")

    let other = try world.cycle(exits: 3, environment: ["JOURNAL_STREAM": "1:1"])
    #expect(!other.text.contains("<3>"), "\(other)")
  }
}

@Suite("the host's configuration", .laboratory) struct ConfigurationTests {
  let world: World

  init() throws {
    world = try World(list("web"), stack("web"))
    try world.cycle()
    try world.commit(stack("web", service("app", "worker:2")))
  }

  private func refused(_ says: String..., sourceLocation: SourceLocation = #_sourceLocation) throws
  {
    let before = try world.snapshot()
    let output = try world.cycle(exits: 78, sourceLocation: sourceLocation)
    for part in says {
      #expect(output.stderr.contains(part), "\(output)", sourceLocation: sourceLocation)
    }
    #expect(try world.snapshot() == before, sourceLocation: sourceLocation)
  }

  @Test("is refused with all its problems at once, each with line and column")
  func allProblems() throws {
    let text = """
      remotes:
        - url: ftp://example.org/x.git
      branch: main
      branch: other
      colour: blue
      protect: portainer
      checkout: relative
      docker: tcp://127.0.0.1:2375
      """
    try write(text, to: world.host.configuration)
    let file = world.host.configuration
    try refused(
      "\(file):2:10:", "\(file):4:1:", "\(file):5:1:", "colour", "\(file):6:10:", "\(file):7:11:",
      "\(file):8:9:")
  }

  @Test("that is no YAML, empty or missing is refused")
  func unreadable() throws {
    for text in ["remotes: [", "", "- a list\n"] {
      try write(text, to: world.host.configuration)
      try refused(world.host.configuration)
    }
    try must(["rm", world.host.configuration])
    try refused(world.host.configuration)
  }

  @Test("is refused where others may write it, or read a key", arguments: ["666", "620"])
  func modes(_ mode: String) throws {
    try must(["chmod", mode, world.host.configuration])
    try refused("chmod")
    try must(["chmod", "600", world.host.configuration])
    try must(["chmod", mode == "620" ? "640" : "604", world.host.key])
    try refused(world.host.key, "chmod")
  }
}
