import TestSupport
import Testing

/// What every other end-to-end test builds on.
@Suite(.laboratory) struct LabTests {
  @Test("an engine is lent empty, and pulls by digest from the registry")
  func registry() throws {
    let engine = try Engine.lend()
    let image = try Lab.image("web:1")
    #expect(try engine.containers().isEmpty)
    #expect(try engine.docker("image", "inspect", image).status != 0)
    #expect(try engine.docker("pull", image).status == 0)
    #expect(try engine.docker("image", "inspect", image).status == 0)
  }

  @Test("compose deploys, and the service answers on its published port")
  func compose() throws {
    let engine = try Engine.lend()
    let folder = try Folder()
    try write(
      """
      services:
        web:
          image: \(try Lab.image("web:2"))
          ports: ["127.0.0.1:8091:80"]
      """, to: folder["compose.yaml"])
    let up = try engine.docker("compose", "-p", "shop", "-f", folder["compose.yaml"], "up", "-d")
    #expect(up.status == 0, "\(up)")

    let web = try engine.container("shop", "web")
    #expect(web.isRunning)
    #expect(try web.image == Lab.image("web:2"))
    #expect(try engine.networks() == ["shop_default"])
    let answer = ["busybox", "wget", "-qO-", "http://127.0.0.1:8091/version"]
    #expect(try eventually { try run(answer).stdout == "web 2\n" })
    #expect(try engine.execute(web, "cat", "/www/version") == "web 2")
  }

  @Test("two engines lent together do not see each other's containers")
  func twoEngines() throws {
    let engines = try Engine.lend(2)
    let start = try engines[0].docker("run", "-d", try Lab.image("worker:1"))
    #expect(start.status == 0, "\(start)")
    #expect(try engines[0].containers().map(\.isRunning) == [true])
    #expect(try engines[1].containers() == [])
  }

  @Test("an engine given back is swept before it is lent again")
  func sweep() throws {
    var engine: Engine? = try Engine.lend()
    let list = ["docker", "-H", "unix://\(engine!.socket)", "ps", "-aq", "--no-trunc"]
    #expect(try engine!.docker("run", "-d", "-v", "kept:/data", Lab.image("worker:1")).status == 0)
    let container = try #require(try engine!.containers().first)
    engine = nil
    #expect(try !must(list).contains(container.id))
  }

  @Test("a laboratory ends also where a container is paused")
  func paused() throws {
    // another one in this one: the paths of its sockets have to be short
    let folder = try must(["mktemp", "-d", "/tmp/lab.XXXXXX"])
    defer { _ = try? run(["rm", "-rf", folder]) }
    var environment = plainEnvironment
    environment["TMPDIR"] = folder
    environment["CONVERGE_LAB_GROUP"] = Environment.text("CONVERGE_LAB_GROUP")
    let script = """
      export DOCKER_HOST=unix://$CONVERGE_LAB/engine-1/docker.sock
      id=$(docker run -d --network none "$(awk '$1 == "worker:1" { print $2 }' "$CONVERGE_LAB/images")")
      docker pause "$id" && docker ps --format '{{.Status}}'
      """
    let output = try run([Lab.tool("../lab"), "sh", "-c", script], environment: environment)
    #expect(output.status == 0 && output.stdout.contains("(Paused)"), "\(output)")
  }

  @Test("a remote keeps what was committed, and forgets what was removed")
  func remote() throws {
    let remote = try Remote()
    let first = try remote.commit("one", ["stacks/web/compose.yaml": "services: {}\n"])
    let second = try remote.commit("two", ["stacks": nil, "host/media/stacks.yaml": "[]\n"])
    #expect(
      try must(["git", "-C", remote.url, "rev-parse", "main~1", "main"])
        == "\(first)\n\(second)")
    #expect(
      try must(["git", "-C", remote.url, "ls-tree", "-r", "--name-only", "main"])
        == "host/media/stacks.yaml")
  }
}
