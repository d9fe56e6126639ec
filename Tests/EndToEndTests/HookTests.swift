import TestSupport
import Testing

@Suite("hooks", .laboratory) struct HookTests {
  /// A hook that writes down its name, and what it was told, outside the checkout.
  private static func script(_ folder: String, _ last: String = "") -> String {
    """
    #!/bin/sh
    echo "$CONVERGE_HOOK $(cat "$CONVERGE_FOLDER/version" 2>/dev/null)" >>\(folder)/said
    \(last)

    """
  }

  private let place: Folder
  private let world: World

  init() throws {
    place = try Folder("hooks")
    world = try World(list("web"), stack("web"), ["stacks/web/version": "one\n"])
    for hook in ["pre-deploy", "post-deploy", "pre-teardown"] { try commit(hook) }
  }

  private func commit(_ hook: String, _ last: String = "") throws {
    let path = "stacks/web/hooks/\(hook)"
    try write(Self.script(place.path, last), to: "\(world.remote.clone)/\(path)", mode: 0o755)
  }

  private var said: [String] {
    (read(place["said"]) ?? "").split(separator: "\n").map(String.init)
  }

  @Test("run around a deployment and a teardown, and at no other time") func order() throws {
    try world.deploy(["x": "1"])
    #expect(said == ["pre-deploy ", "post-deploy one"], "before there is a folder, and after")
    _ = try world.engine.lines("stop", "web-app-1")
    try world.cycle()
    try world.cycle("--full")
    #expect(said.count == 2, "neither drift nor a full pass is a deployment: \(said)")
    try world.deploy(["stacks/web/version": "two\n"])
    #expect(said.suffix(2) == ["pre-deploy one", "post-deploy two"])
    try world.cycle("plan")
    try world.deploy(list())
    #expect(said.count == 5 && said[4].hasPrefix("pre-teardown"))
    #expect(try world.engine.containers(project: "web").isEmpty)
  }

  @Test("stop a deployment where pre-deploy fails, and a teardown where pre-teardown does")
  func failing() throws {
    try world.deploy(["x": "1"])
    let id = try world.container("web").id
    try commit("pre-deploy", "echo no room >&2; exit 4")
    try commit("pre-teardown", "exit 5")
    let output = try world.deploy(
      stack("web", service("app", "worker:2")), ["stacks/web/version": "two\n"], exits: 3)
    #expect(output.text.contains("hook pre-deploy of web failed: exited with 4: no room"))
    #expect(try world.container("web").id == id)
    #expect(world.host.file("stacks/web/version") == "one\n", "its folder stays too")
    try commit("pre-deploy")
    try world.deploy(["x": "2"])
    let teardown = try world.deploy(list(), exits: 3)
    #expect(teardown.text.contains("hook pre-teardown of web failed"), "\(teardown)")
    let status = try world.host.converge("status")
    #expect(status.stdout.contains("not removed: web: hook pre-teardown of web"), "\(status)")
    #expect(try world.container("web").isRunning)
  }

  @Test("are told what was deployed before: nothing the first time") func previous() throws {
    for hook in ["pre-deploy", "post-deploy"] {
      try commit(hook, "echo \"<$CONVERGE_PREVIOUS_COMMIT>\" >>\(place["before"])")
    }
    try world.deploy(["x": "1"])
    let first = try must(["git", "-C", world.remote.clone, "rev-parse", "HEAD"])
    try world.cycle("--full")
    try world.deploy(["stacks/web/version": "two\n"])
    #expect(read(place["before"]) == "<>\n<>\n<\(first)>\n<\(first)>\n")
  }

  @Test("run again after the stack was deployed, where they failed") func again() throws {
    try commit("post-deploy", "test -e \(place.path)/ready")
    let output = try world.deploy(["x": "1"], exits: 3)
    #expect(output.text.contains("hook post-deploy of web failed: exited with 1"), "\(output)")
    let plan = try world.cycle("plan", exits: 2)
    #expect(plan.stdout.contains("run web: its post-deploy hook"), "\(plan)")
    try world.cycle(exits: 3)
    try write("", to: place["ready"])
    try world.cycle()
    try world.cycle()
    #expect(said.filter { $0.hasPrefix("post-deploy") }.count == 3, "\(said)")
    #expect(said.filter { $0.hasPrefix("pre-deploy") }.count == 1, "\(said)")
  }

  @Test("tell no secret of a stack that is removed") func secrets() throws {
    try commit("pre-teardown", #"cat "$CONVERGE_FOLDER"/.decrypted.*"#)
    try world.deploy(secret("stacks/web/web.secret.env", "TOKEN=a-long-secret-token\n"))
    let output = try world.deploy(list(), removed("stacks/web/web.secret.env"))
    #expect(output.text.contains("TOKEN="), "\(output)")
    #expect(!output.text.contains("a-long-secret-token"), "\(output)")
  }
}

@Suite("a stack on hold", .laboratory) struct HandsOnTests {
  @Test("is left alone with its folder, edits and containers until it is resumed") func held()
    throws
  {
    let watched = try Watched(
      list("web", "other"), stack("web"), stack("other"), ["stacks/web/a.txt": "one\n"])
    let host = watched.world.host
    let output = try watched.cycle("hold", "web", "--reason", "moving the disks")
    #expect(output.text.contains("converge resume web"), "\(output)")
    try write("by hand\n", to: "\(host.checkout)/stacks/web/a.txt")
    _ = try watched.engine.lines("stop", "web-app-1")
    let ran = try watched.deploy(
      stack("web", service("app", "worker:2")), stack("other", service("app", "worker:2")),
      ["stacks/web/a.txt": "two\n"])
    #expect(host.file("stacks/web/a.txt") == "by hand\n", "\(ran)")
    #expect(try !watched.world.container("web").isRunning)
    try watched.world.runs("worker:2", in: "other")
    #expect(ran.text.contains("1 on hold (web"), "\(ran)")
    try watched.cycle()
    try watched.isQuiet("while it is on hold")
    let quiet = try watched.deploy(list("other"))
    #expect(try watched.engine.containers(project: "web").count == 1, "no teardown either")
    #expect(quiet.text.contains("1 on hold (web"), "\(quiet)")
    #expect(
      try watched.cycle().text.contains("1 on hold (web"), "nor forgotten when nothing is done")
    let status = try host.converge("status")
    #expect(status.stdout.contains("web    on hold"), "\(status)")
    #expect(host.file("stacks/web/a.txt") == "by hand\n")

    try watched.cycle("resume", "web")
    try watched.deploy(list("web", "other"))
    #expect(host.file("stacks/web/a.txt") == "two\n")
    try watched.world.runs("worker:2")
    #expect(try watched.world.container("web").isRunning)
  }

  @Test("keeps what was added, removed and replaced in its folder") func edits() throws {
    let watched = try Watched(
      list("web", "other"), stack("web"), stack("other"),
      ["stacks/web/a.txt": "one\n", "stacks/web/b.txt": "one\n", "stacks/web/conf/c.txt": "one\n"],
      secret("stacks/web/web.secret.env", "PIN=1234567\n"))
    let host = watched.world.host
    try watched.cycle("hold", "web")
    let edit = """
      cd "$0/stacks/web" && rm a.txt && echo new >n.txt && ln -sf n.txt b.txt && rm -r conf \
        && mkdir real && ln -s real conf && echo mine >real/c.txt
      """
    try must(["sh", "-c", edit, host.checkout])
    let look = [
      "sh", "-c", "cd $0/stacks/web && find . -printf '%p %y %l\\n' | sort", host.checkout,
    ]
    let before = try must(look)
    let ran = try watched.deploy(
      stack("other", service("app", "worker:2")),
      secret("stacks/web/web.secret.env", "PIN=7654321\n"),
      ["stacks/web/a.txt": "two\n", "stacks/web/conf/c.txt": "two\n", "stacks/web/d.txt": "two\n"])
    #expect(try must(look) == before, "\(ran)")
    #expect(watched.lines("stacks/web/.decrypted.web.secret.env") == ["PIN=1234567"], "\(ran)")
    try watched.cycle()
    try watched.isQuiet()
    try watched.cycle("resume", "web")
    let after = try watched.cycle()
    #expect(host.file("stacks/web/a.txt") == "two\n", "\(after)")
    #expect(host.file("stacks/web/b.txt") == "one\n", "\(after)")
    #expect(host.file("stacks/web/conf/c.txt") == "two\n", "\(after)")
    #expect(host.file("stacks/web/n.txt") == "new\n", "what is not the repository's stays")
    #expect(host.file("stacks/web/real/c.txt") == "mine\n", "what is not the repository's stays")
    #expect(watched.lines("stacks/web/.decrypted.web.secret.env") == ["PIN=7654321"], "\(after)")
  }

  @Test("ends by itself") func timed() throws {
    let watched = try Watched(list("web"), stack("web"))
    try watched.cycle("hold", "web", "--for", "3s")
    _ = try watched.engine.lines("stop", "web-app-1")
    try watched.cycle()
    #expect(try !watched.world.container("web").isRunning)
    try must(["sleep", "3"])
    try watched.cycle()
    #expect(try watched.world.container("web").isRunning)
  }
}

@Suite("rails", .laboratory) struct RailTests {
  private func database(_ image: String, _ more: String...) throws -> Files {
    let app = try service("db", image, "network_mode: none", "volumes: ['data:/data']", lines: more)
    return ["stacks/web/compose.yaml": composeFile([app, "volumes: {data: {}}\n"])]
  }

  @Test("refuse another major version over the same volume until the commit acknowledges it")
  func majors() throws {
    let world = try World(
      list("web"), ["global/converge.yaml": "majors: [worker]\n"], database("worker:1"))
    try world.cycle()
    let id = try world.container("web", "db").id
    let refused = try world.deploy(database("worker:2"), exits: 3)
    #expect(refused.text.contains("web_data") && refused.text.contains("allow-major"), "\(refused)")
    #expect(try world.container("web", "db").id == id)
    try must(["rm", "-r", "\(world.host.state)/receipts"])
    try world.cycle(exits: 3)
    #expect(try world.container("web", "db").id == id, "receipts do not matter")
    try world.deploy(database("worker:2", "x-converge: {allow-major: '2'}"))
    #expect(try world.container("web", "db").image == Lab.image("worker:2"))
  }

  @Test("remember what wrote a volume also when its stack has gone") func gone() throws {
    let world = try World(
      list("web"), ["global/converge.yaml": "majors: [worker]\n"], database("worker:1"))
    try world.cycle()
    let other = try service("db", "worker:2", "network_mode: none", "volumes: ['data:/data']")
    let file = composeFile([other, "volumes: {data: {external: true, name: web_data}}\n"])
    try world.deploy(list("other"), ["stacks/other/compose.yaml": file], exits: 3)
    let next = try world.cycle(exits: 3)
    #expect(next.text.contains("worker 1 to 2"), "\(next)")
    #expect(try world.engine.containers(project: "other").isEmpty)
    try world.deploy(list())
    let again = try world.deploy(list("web"), database("worker:2"), exits: 3)
    #expect(again.text.contains("worker 1 to 2"), "\(again)")
  }

  @Test("do not keep what is held back from being mended") func heldBackWithoutDigest() throws {
    func version(_ command: String) throws -> Files {
      try stack(
        "web",
        plainService(
          "app",
          [
            "image: loose:1", "pull_policy: never", "network_mode: none", "restart: always",
            "command: [sh, -c, '\(command)']",
          ]))
    }
    let world = try World(settings: watching, list("web"), version("sleep infinity"))
    _ = try world.engine.docker(["pull", "-q", Lab.image("worker:1")])
    _ = try world.engine.docker(["tag", Lab.image("worker:1"), "loose:1"])
    try world.cycle()
    try world.deploy(version("exit 3"), exits: 3)
    try world.deploy(["global/converge.yaml": "images: {digest: require}\n"], exits: 3)
    _ = try world.engine.lines("stop", "-t", "0", "web-app-1")
    let output = try world.cycle(exits: 3)
    #expect(try world.container("web").isRunning, "\(output)")
    #expect(output.text.contains("1 held back (web at "), "\(output)")
  }

  @Test("refuse images without a digest where the policy says so") func digests() throws {
    let world = try World(list("web"), stack("web"))
    try world.cycle()
    let loose = composeFile([plainService("app", ["image: 127.0.0.1:5000/worker:2"])])
    let warned = try world.deploy(
      ["global/converge.yaml": "images: {digest: require}\n", "stacks/web/compose.yaml": loose],
      exits: 3)
    #expect(warned.text.contains("no digest"), "\(warned)")
    try world.deploy([
      "global/converge.yaml": "images: {digest: require, except: ['127.0.0.1:5000/*']}\n"
    ])
    try world.deploy(["global/converge.yaml": "images: {digest: 7}\n"], exits: 65)
  }

  @Test("let what runs without a digest since before go on, and be mended") func looseBefore()
    throws
  {
    func version(_ variable: String) throws -> Files {
      let service = plainService(
        "app",
        [
          "image: 127.0.0.1:5000/worker:1", "network_mode: none", "environment: {A: \(variable)}",
        ])
      return ["stacks/web/compose.yaml": composeFile([service])]
    }
    let watched = try Watched(list("web"), version("one"))
    try watched.cycle()
    try watched.deploy(["global/converge.yaml": "images: {digest: require}\n"])
    _ = try watched.engine.lines("rm", "-f", "web-app-1")
    let mended = try watched.cycle()
    #expect(try watched.world.container("web").isRunning, "\(mended)")
    let full = try watched.cycle("--full")
    #expect(full.text.contains("no digest: 127.0.0.1:5000/worker:1 (app)"), "\(full)")
    try watched.isQuiet()
    let refused = try watched.deploy(version("two"), exits: 3)
    #expect(try watched.world.container("web").variable("A") == "one", "\(refused)")
  }

  @Test("keep an image of old that another stack is about to use") func passedOn() throws {
    func version(_ first: String, _ second: String) throws -> Files {
      try merged([
        stack("a", service("app", first, "network_mode: none")),
        stack("b", service("app", second, "network_mode: none")),
      ])
    }
    let world = try World(settings: "jobs: 1", list("a", "b"), version("worker:1", "web:1"))
    try world.cycle()
    let output = try world.deploy(version("worker:2", "worker:1"))
    let name = try Lab.image("worker:1").split(separator: "@").last.map { $0.prefix(19) } ?? ""
    #expect(!output.text.contains("removed the image \(name)"), "\(output)")
    #expect(!output.text.contains("worker@\(name)"), "\(output)")
    try world.runs("worker:1", in: "b")
  }

  @Test("keep the images of old until a newer version is verified, and no longer") func images()
    throws
  {
    let world = try World(settings: watching, list("web"), stack("web"))
    try world.cycle()
    func ids() throws -> Set<String> {
      Set(try world.engine.lines("image", "ls", "-q", "--no-trunc"))
    }
    let first = try ids()
    try world.deploy(stack("web", service("app", "crash:1", "restart: always")), exits: 3)
    #expect(try first.isSubset(of: ids()), "the verified version keeps its own")
    try world.deploy(stack("web", service("app", "worker:2", "network_mode: none")))
    let now = try ids()
    #expect(now.count == 1 && now.isDisjoint(with: first), "\(now)")
  }
}
