import TestSupport
import Testing

@Suite("converge doctor", .laboratory)
struct DoctorTests {
  private let world: World

  init() throws {
    world = try World(list("web"), stack("web"))
    try world.cycle()
  }

  /// What it prints, one check a line.
  private func doctor(
    exits status: Int32, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let output = try world.host.start(["doctor"] + arguments).wait()
    #expect(output.status == status, "\(output)", sourceLocation: sourceLocation)
    return output.stdout
  }

  private func line(_ words: String, in text: String) -> Substring {
    text.split(separator: "\n").first { $0.contains(words) } ?? ""
  }

  @Test("finds nothing wrong on a host that converges, and changes nothing") func well() throws {
    let before = try world.snapshot()
    let text = try doctor(exits: 0)
    for area in ["configuration", "engine", "compose", "remotes", "keys", "registries", "disk"] {
      #expect(text.split(separator: "\n").contains { $0.hasPrefix("ok       \(area)") }, "\(text)")
    }
    #expect(line(world.remote.url, in: text).contains("which is deployed"), "\(text)")
    #expect(line("last cycle", in: text).hasPrefix("ok"), "\(text)")
    #expect(try world.snapshot() == before)
  }

  @Test("is one JSON document for programs") func json() throws {
    let text = try doctor(exits: 0, "--json")
    #expect(text.hasPrefix("{\n") && text.contains(#""area" : "engine""#), "\(text)")
    #expect(text.contains(#""exitCode" : 0"#) && text.contains(#""version" : 1"#), "\(text)")
  }

  @Test("names a key that others can read, and what to type") func looseKey() throws {
    try must(["chmod", "0644", world.host.key])
    let text = try doctor(exits: 1)
    #expect(text.contains("-> chmod 600 \(world.host.key)"), "\(text)")
    #expect(line(" engine ", in: text).hasPrefix("ok"), "\(text)")
    let status = try world.host.start(["status"]).wait()
    #expect(status.status == 78 && status.stdout.hasPrefix("media at "), "\(status)")
    #expect(status.stderr.contains("chmod 600 \(world.host.key)"), "\(status)")
  }

  @Test("names a name that is not the one that the state was made for") func renamed() throws {
    let text = read(world.host.configuration) ?? ""
    try write(
      text.replacing("host: media", with: "host: attic"), to: world.host.configuration)
    let doctor = try doctor(exits: 1)
    #expect(
      line(": this host converges as media, not as attic", in: doctor).hasPrefix("error"),
      "\(doctor)")
    #expect(doctor.contains("converge --host attic --adopt"), "\(doctor)")
    let status = try world.host.start(["status"]).wait()
    #expect(status.status == 78 && status.stdout.hasPrefix("media at "), "\(status)")
    #expect(status.stderr.contains("this host converges as media, not as attic"), "\(status)")
    #expect(try world.host.start([]).wait().status == 78)
  }

  @Test("looks at the rest where the Engine is away") func noEngine() throws {
    try world.engine.end()
    defer { try? world.engine.begin() }
    let text = try doctor(exits: 1)
    #expect(line(" engine ", in: text).hasPrefix("error"), "\(text)")
    #expect(line("registries", in: text).hasPrefix("skipped"), "\(text)")
    #expect(line(world.remote.url, in: text).hasPrefix("ok"), "\(text)")
  }

  @Test("names remotes that do not answer, lag, or prove nothing") func remotes() throws {
    let mirror = try Remote()
    try world.remote.mirror(to: mirror)
    try world.deploy(stack("web", service("app", "worker:2")))
    let daemon = try GitDaemon(world.remote)
    try world.host.configure(remotes: [world.remote.url, mirror.url, daemon.url])
    let text = try doctor(exits: 0)
    #expect(line(mirror.url, in: text).contains("1 commit behind"), "\(text)")
    #expect(text.contains("git:// proves neither the server nor its commits"), "\(text)")

    try mirror.goAway()
    #expect(line(mirror.url, in: try doctor(exits: 0)).hasPrefix("warning"))
    try world.host.configure(remotes: [mirror.url])
    #expect(line(mirror.url, in: try doctor(exits: 1)).hasPrefix("error"))
  }

  @Test("says which secret is not for this host, and which key was published") func keys() throws {
    try world.deploy([
      "host/media/age.pub": AgeKey.host.recipient + "\n",
      "stacks/web/app.secret.env": Program.encrypt("A=1\n"),
    ])
    let well = try doctor(exits: 0)
    #expect(well.contains("host/media/age.pub: names a key of this host"), "\(well)")
    try write(AgeKey.foreign.identity + "\n", to: world.host.key, mode: 0o600)
    let text = try doctor(exits: 1)
    #expect(text.contains("names another key than this host has"), "\(text)")
    #expect(text.contains("-> if another machine bears this name too, both run"), "\(text)")
    #expect(text.contains("else commit \(AgeKey.foreign.recipient) there"), "\(text)")
    #expect(!text.contains("update-keys"), "whoever obeys would lock the real host out: \(text)")
    #expect(text.contains("not for any key of this host: stacks/web/app.secret.env"), "\(text)")
  }

  @Test("names a file that is not there, and what a new one would not open") func lost() throws {
    try world.deploy([
      "host/media/age.pub": AgeKey.host.recipient + "\n",
      "stacks/web/app.secret.env": Program.encrypt("A=1\n"),
    ])
    try must(["rm", world.host.key])
    let text = try doctor(exits: 1)
    #expect(text.contains("\(world.host.key): is missing"), "\(text)")
    #expect(text.contains("-> bring it back from a backup"), "\(text)")
    #expect(!text.contains("correct it there") && !text.contains("update-keys"), "\(text)")
  }

  @Test("says what it cannot know without a configuration") func noConfiguration() throws {
    try must(["rm", world.host.configuration])
    let text = try doctor(exits: 1)
    #expect(line("configuration", in: text).hasPrefix("error"), "\(text)")
    #expect(text.contains("-> converge init git@github.com:me/infra.git"), "\(text)")
    #expect(text.contains("not looked at"), "\(text)")
  }

  @Test("names memory that cannot be read, and whether cycles go on without it")
  func damage() throws {
    let state = world.host.state
    try must(["cp", "\(state)/record.json", "\(state)/kept"])
    try write("{", to: "\(state)/record.json", mode: 0o600)
    try write("{", to: "\(state)/stacks.json", mode: 0o600)
    try write("{", to: "\(state)/receipts/web.json", mode: 0o600)
    let text = try doctor(exits: 1)
    for name in ["record.json", "stacks.json"] {
      #expect(line("/\(name): the file is damaged; every cycle ends", in: text).hasPrefix("error"))
    }
    #expect(text.contains("-> restore it from a backup, or remove it"), "\(text)")
    #expect(line("receipts/web.json", in: text).hasPrefix("warning"), "\(text)")
    #expect(try world.host.start([]).wait().status == 1)
    try must(["mv", "\(state)/kept", "\(state)/record.json"])
    try must(["rm", "\(state)/stacks.json"])
    try world.cycle()
    #expect(line(" state ", in: try doctor(exits: 0)).hasPrefix("ok"))
  }
}
