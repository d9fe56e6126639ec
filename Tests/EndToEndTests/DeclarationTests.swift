import TestSupport
import Testing

@Suite("an invalid declaration", .laboratory) struct DeclarationTests {
  /// What the list may not be, and what the report must say.
  static let noLists: [(text: String, says: String)] = [
    ("", "stacks.yaml"),
    ("# nothing but a comment\n", "stacks.yaml"),
    ("---\n", "stacks.yaml"),
    ("null\n", "stacks.yaml"),
    ("- web\n- [\n", "stacks.yaml:"),
    ("- web\n- \"db\n", "stacks.yaml:"),
    ("web\n", "stacks.yaml:1"),
    ("web: true\n", "stacks.yaml:1"),
    ("stacks: [web]\n", "stacks.yaml:1"),
    ("- web\n- 7\n", "stacks.yaml:2"),
    ("- web\n- true\n", "stacks.yaml:2"),
    ("- web\n-\n", "stacks.yaml:2"),
    ("- web\n- [db]\n", "stacks.yaml:2"),
    ("- web\n- db: yes\n", "stacks.yaml:2"),
    ("- web\n- db\n- web\n", "stacks.yaml:3"),
    ("- web\n- ..\n", "stacks.yaml:2"),
    ("- web\n- ../web\n", "stacks.yaml:2"),
    ("- web\n- /etc\n", "stacks.yaml:2"),
    ("- web\n- a/b\n", "stacks.yaml:2"),
    ("- Web\n", "Web"),
    ("- -web\n", "stacks.yaml:1"),
    ("- web.site\n", "web.site"),
    ("- ''\n", "stacks.yaml:1"),
    ("- web\n---\n- db\n", "stacks.yaml"),
  ]

  let world: World

  init() throws {
    world = try World(list("web", "db"), stack("web"), stack("db"), ["global/note": "1\n"])
    try world.cycle()
  }

  /// Commits the files with changes that a valid declaration would bring; nothing may happen.
  private func refuses(_ number: Int, _ files: Files..., says: String) throws {
    let before = try world.snapshot()
    try world.commit(
      stack("web", service("app", "worker:2")), removed("global/note"),
      ["global/other": "\(number)\n"], merged(files))
    let output = try world.cycle(exits: 65)
    #expect(try world.snapshot() == before, "\(files)")
    #expect(output.stderr.contains(says), "\(files): \(output)")
  }

  @Test("is any list that is not a plain list of stack names; nothing is changed")
  func noList() throws {
    for (number, list) in Self.noLists.enumerated() {
      try refuses(number, ["host/media/stacks.yaml": list.text], says: list.says)
    }
  }

  @Test("is told of with its commit, and with what the remote shows") func status() throws {
    try refuses(1, ["host/media/stacks.yaml": "web\n"], says: "stacks.yaml")
    let head = try world.remote.git("rev-parse", "--short=7", "HEAD")
    let status = try world.host.converge("status").stdout
    #expect(status.contains("failed: commit \(head): host/media/stacks.yaml"), "\(status)")
    #expect(status.contains("remote \(world.remote.url): \(head), reached"), "\(status)")
  }

  @Test("is a missing list or host folder; nothing is changed")
  func missing() throws {
    try refuses(
      1, removed("host/media/stacks.yaml"), ["host/media/note": "\n"], says: "stacks.yaml")
    try refuses(2, removed("host/media"), says: "host/media")
    try refuses(3, removed("host"), says: "host/media")
    try refuses(4, ["host/media/stacks.yaml/note": "\n"], says: "stacks.yaml")
    try refuses(5, ["host/media": "a file\n"], says: "host/media")
  }

  @Test("is a policy that cannot be understood; nothing is changed")
  func policy() throws {
    let file = "global/converge.yaml"
    try refuses(1, [file: "images:\n  digset: off\n"], says: "\(file):2:3: unknown key")
    try refuses(2, [file: "majors: [\n"], says: "\(file):2")
    try refuses(3, [file: nil, "\(file)/note": "\n"], says: "\(file): not a file")
    try refuses(
      4, removed(file), ["global/converge.yml": "majors: []\n"], says: "global/converge.yml")
    try world.deploy(removed("global/converge.yml"), [file: "images: {digest: off}\n"])
  }

  @Test("is told with all its faults at once")
  func allAtOnce() throws {
    try world.commit(["host/media/stacks.yaml": "- Web\n- 7\n- db\n- db\n"])
    let output = try world.cycle(exits: 65)
    for line in [1, 2, 4] { #expect(output.stderr.contains("stacks.yaml:\(line)"), "\(output)") }
  }

  @Test("is forgotten as soon as a commit mends it")
  func mended() throws {
    try world.deploy(["host/media/stacks.yaml": "web\n"], exits: 65)
    try world.deploy(list("web"), stack("web", service("app", "worker:2")))
    #expect(try world.engine.projects() == ["web"])
    try world.runs("worker:2")
  }

  @Test("is not said to be in use, nor to be only newer than what is deployed")
  func unused() throws {
    try world.deploy(list("web"), stack("web"))
    let commit = try world.commit(["host/media/stacks.yaml": "web\n"]).short
    try world.cycle(exits: 65)
    let status = try world.host.converge("status").stdout
    let words = "\(commit), reached: \(commit) cannot be used; the last cycle says why"
    #expect(status.contains("remote \(world.remote.url): \(words)"), "\(status)")
    let doctor = try world.host.converge("doctor").stdout
    let place = "error    remotes        \(world.remote.url)"
    #expect(doctor.contains("\(place): main at \(commit) cannot be used\n"), "\(doctor)")
  }

  @Test("of another host is nothing to this one")
  func otherHost() throws {
    try world.deploy(["host/attic/stacks.yaml": "web\n"])
  }
}
