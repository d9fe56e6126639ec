import Docker
import Glibc
import Model
import Posix
import TestSupport
import Testing

/// A `docker` of the test's own: it writes its arguments to a file, one a line, and then runs a
/// line of shell.
private struct StandInDocker {
  let folder: TestSupport.Folder

  init(_ script: String = "exit 0") throws {
    folder = try TestSupport.Folder("docker")
    let text =
      "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done >\(folder["arguments"])\n\(script)\n"
    try write(text, to: folder["docker"], mode: 0o755)
  }

  var compose: Compose {
    Compose(environment: ChildEnvironment(socket: "/run/x.sock"), program: folder["docker"])
  }

  var arguments: [String] {
    (read(folder["arguments"]) ?? "").split(separator: "\n").map(String.init)
  }

  var project: ComposeProject {
    ComposeProject(
      name: "media", folder: folder.path, files: ["/c/a.yaml", "/c/b.yaml"],
      environmentFiles: ["/c/1.env", "/c/2.env"])
  }
}

private func failure(_ body: () throws -> Void) -> ComposeFailure? {
  do {
    try body()
    return nil
  } catch { return (error as? ComposeError)?.failure }
}

@Suite("The docker compose command")
struct ComposeTests {
  private let start = ["compose", "--ansi=never", "--progress=plain", "--project-name=media"]

  @Test("names every file and leaves nothing to be found")
  func arguments() throws {
    let docker = try StandInDocker()
    try docker.compose.up(docker.project, deadline: 10)
    #expect(
      docker.arguments == start + [
        "--project-directory=\(docker.folder.path)", "--file=/c/a.yaml", "--file=/c/b.yaml",
        "--env-file=/c/1.env", "--env-file=/c/2.env", "up", "--detach", "--remove-orphans",
        "--no-build", "--pull", "never",
      ])
    var project = docker.project
    (project.environmentFiles, project.profiles) = ([], ["debug"])
    try docker.compose.build(project, services: ["a", "-b"], deadline: 10)
    #expect(
      docker.arguments.suffix(6) == [
        "--env-file=/dev/null", "--profile=debug", "build", "--", "a", "-b",
      ])
  }

  @Test("is told to limit itself to some services, and what to do with them")
  func options() throws {
    let docker = try StandInDocker()
    func arguments(_ command: ComposeCommand) throws -> [String] {
      try docker.compose.run(docker.project, command, deadline: 10).result()
      return Array(docker.arguments.drop { $0 != "--env-file=/c/2.env" }.dropFirst())
    }
    let up = ["--remove-orphans", "--no-build", "--pull", "never"]
    #expect(
      try arguments(.up(.init(services: ["a", "-b"], noDeps: true, forceRecreate: true)))
        == ["up", "--detach"] + up + ["--no-deps", "--force-recreate", "--", "a", "-b"])
    #expect(
      try arguments(.up(.init(services: ["a"]))) == ["up", "--detach"] + up + ["--", "a"])
    #expect(try arguments(.up(.init(noStart: true))) == ["up", "--no-start"] + up)
    #expect(try arguments(.restart(["a"])) == ["restart", "--no-deps", "--", "a"])
    #expect(try arguments(.config) == ["config"])
  }

  @Test("removes a project by its name alone, whatever else is known of it")
  func downWithFiles() throws {
    let docker = try StandInDocker("pwd >\"$0.folder\"")
    try docker.compose.run(docker.project, .down, deadline: 10).result()
    #expect(docker.arguments == start + ["--env-file=/dev/null", "down"])
    #expect(read(docker.folder["docker.folder"]) == "/\n")
  }

  @Test("does several things at once, each with its own result")
  func overlap() throws {
    let script = """
      case "$*" in
      *" build "*) sleep 1.5; echo '{}' ;;
      *" restart "*) sleep 1; exit 3 ;;
      *" config") sleep 1; echo '{"services": {"a": {"image": "x:1"}}}' ;;
      *) exec sleep 60 ;;
      esac
      """
    let docker = try StandInDocker(script)
    var rest: [(ComposeCommand, Double)] = [
      (.build(["a"]), 60), (.restart(["a"]), 60), (.config, 60), (.up(), 0.5),
    ]
    var ended: [ComposeActivity] = []
    let started = Instant.now
    Crew(limit: 4).run(
      next: { () -> Crew.Next<ComposeActivity> in
        guard let (command, deadline) = rest.popLast(),
          let activity = try? docker.compose.start(docker.project, command, deadline: deadline)
        else { return .nothing }
        return .start(activity, activity)
      }, ended: { ended.append($0) })
    #expect(Instant.now.seconds(since: started) < 3.3)
    #expect(ended.count == 4 && ended.first?.action == "start media")
    for activity in ended {
      switch activity.action {
      case "build the images of media": #expect(failure { try activity.result() } == nil)
      case "restart media": #expect(failure { try activity.result() } == .other)
      case "start media": #expect(failure { try activity.result() } == .overdue)
      default:
        #expect(
          try activity.resolution(openReader).project.services.map(\.image) == ["x:1"])
      }
    }
  }

  @Test("removes a project by its name alone, and never its volumes")
  func down() throws {
    let docker = try StandInDocker()
    try docker.compose.down("media", deadline: 10)
    #expect(docker.arguments == start + ["--env-file=/dev/null", "down"])
  }

  @Test(
    "must be there and new enough",
    arguments: [
      ("echo 2.26.1-4", nil), ("echo 2.20.0", nil), ("echo v5.0.2", nil), ("echo dev", nil),
      ("echo 2.19.1", .oldPlugin), ("echo v1.29.2", .oldPlugin),
      ("echo 'unknown flag: --short' >&2; exit 125", .noPlugin), ("exit 1", .noPlugin),
    ] as [(String, ComposeFailure?)])
  func version(script: String, expected: ComposeFailure?) throws {
    let docker = try StandInDocker(script)
    #expect(failure { try docker.compose.version() } == expected)
  }

  @Test("is missed by name")
  func noClient() throws {
    let compose = Compose(
      environment: ChildEnvironment(socket: "/x"), program: "/nowhere/docker")
    let found = failure { try compose.version() }
    #expect(found == .noClient)
    #expect(found?.hint == "install the docker command (Debian: docker-cli)")
  }

  @Test("is not missed where only the stack's folder is")
  func noFolder() throws {
    let docker = try StandInDocker()
    var project = docker.project
    project.folder = "/nowhere"
    #expect(failure { try docker.compose.up(project, deadline: 10) } == .other)
  }

  @Test("resolves a stack, as YAML because JSON leaves x-converge out")
  func config() throws {
    let yaml = """
      services:
        web:
          image: "web:1"
          environment: {A: secret}
          x-converge: {on-change: restart}

      """
    let docker = try StandInDocker(
      "cat \"$(dirname \"$0\")/yaml\"; echo 'time=\"t\" level=warning msg=\"odd\"' >&2")
    try write(yaml, to: docker.folder["yaml"])
    let resolution = try docker.compose.config(
      docker.project, reader: ProjectReader(project: "media") { "\($0.count) bytes" })
    #expect(docker.arguments.last == "config")
    var web = ResolvedService("web", image: "web:1", project: "media")
    web.onChange = .restart
    web.networks = ["media_default"]
    web.environment = ["A": "8 bytes"]
    #expect(
      resolution == Resolution(project: ResolvedProject(services: [web]), warnings: [.other("odd")])
    )
  }

  @Test(
    "is not believed when it talks nonsense",
    arguments: ["", "{", "[]", "services: []"])
  func nonsense(answer: String) throws {
    let docker = try StandInDocker("printf '%s' '\(answer)'")
    #expect(failure { _ = try docker.compose.config(docker.project, reader: openReader) } == .other)
  }

  @Test("is not believed when it talks too much: cut off, YAML looks whole")
  func flood() throws {
    let docker = try StandInDocker(
      "echo services:; echo '  web: {image: x}'; yes '  # more' | head -c 9000000")
    do {
      _ = try docker.compose.config(docker.project, reader: openReader)
      Issue.record("it was believed")
    } catch { #expect(error.messages == ["docker compose config: they say too much"]) }
  }

  @Test("says which service x-converge misleads, and that the files are to be mended")
  func settings() throws {
    let docker = try StandInDocker("echo 'services: {web: {x-converge: {oneshot: true}}}'")
    do {
      _ = try docker.compose.config(docker.project, reader: openReader)
      Issue.record("it was accepted")
    } catch {
      #expect(error.failure == .invalid)
      #expect(
        error.description == "cannot read the Compose files of media: service web: x-converge: "
          + "unknown key \"oneshot\"; did you mean one-shot?")
    }
  }

  @Test("is ended after its deadline")
  func deadline() throws {
    let docker = try StandInDocker("exec sleep 60")
    #expect(failure { try docker.compose.up(docker.project, deadline: 0.3) } == .overdue)
  }

  @Test("is ended when the program is to stop")
  func stop() throws {
    let docker = try StandInDocker("exec sleep 60")
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    defer { for end in ends { close(end) } }
    Glibc.write(ends[1], "x", 1)
    let compose = Compose(
      environment: ChildEnvironment(socket: "/x"), stop: ends[0], signal: { SIGTERM },
      program: docker.folder["docker"])
    #expect(failure { try compose.up(docker.project, deadline: 30) } == .stopped)
  }

  @Test("holds the lock it is given")
  func lock() throws {
    let docker = try StandInDocker("test /proc/self/fd/3 -ef ${0%/*}/arguments")
    let file = open(docker.folder["arguments"], O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    let environment = ChildEnvironment(socket: "/x")
    let program = docker.folder["docker"]
    try Compose(environment: environment, lock: file, program: program).down("x", deadline: 10)
    #expect(
      failure {
        try Compose(environment: environment, program: program).down("x", deadline: 10)
      } == .other)
  }

  @Test("takes no input")
  func input() throws {
    let docker = try StandInDocker("read line; test -z \"$line\"")
    try docker.compose.down("x", deadline: 10)
  }
}
