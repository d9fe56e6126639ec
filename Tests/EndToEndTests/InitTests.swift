import Glibc
import TestSupport
import Testing

@Suite("converge init", .laboratory) struct InitTests {
  @Test("makes a host of a bare machine, and a second time changes nothing")
  func first() throws {
    let host = try NewHost(list("web"), stack("web"))
    let output = try host.set(up: host.remote.url)
    #expect(output.stdout.contains("apply web:"), "\(output)")
    let recipient = try #require(host.file("age.pub"))
    #expect(output.stdout.contains("- &media \(recipient)"), "\(output)")
    #expect(try host.engine.containers() == [])
    for (name, mode) in [("", 0o700), ("/converge.yaml", 0o600), ("/age.key", 0o600)] {
      #expect(metadata("\(host.place)\(name)")?.mode == mode_t(mode))
    }

    let before = try host.snapshot()
    let again = try host.set(up: host.remote.url)
    #expect(try host.snapshot() == before)
    #expect(again.stdout.contains("converge.yaml stays as it is"), "\(again)")
    try host.cycle()
    #expect(try host.engine.projects() == ["web"])
  }

  @Test("refuses to say yes where a configuration that is there says otherwise, and leaves it")
  func differs() throws {
    let host = try NewHost(list())
    try host.set(up: host.remote.url)
    let before = try host.snapshot()
    let output = try host.set(up: "/srv/other.git", "--branch", "next", exits: 78)
    #expect(output.stderr.contains("does not name /srv/other.git: add it under `remotes`"))
    #expect(output.stderr.contains("says branch: main, not next: change it there"))
    #expect(try host.snapshot() == before)
  }

  @Test("goes on where the repository does not know the host yet, and says what to commit")
  func undeclared() throws {
    let host = try NewHost(list(host: "nas"))
    let output = try host.set(up: host.remote.url)
    #expect(output.stderr.contains("has no host media (it has nas): commit"), "\(output)")
    #expect(output.stderr.contains("init --host NAME"), "\(output)")
    try host.remote.commit("Now", list())
    try host.cycle()
  }

  @Test("refuses the name of another machine, unless it takes it over")
  func twin() throws {
    let host = try NewHost(
      list(), ["host/media/age.pub": AgeKey.host.recipient + " of another\n"])
    let output = try host.set(up: host.remote.url, exits: 65)
    #expect(output.stderr.contains("ANOTHER MACHINE BEARS THE NAME media"), "\(output)")
    #expect(host.file("converge.yaml") == nil)

    try host.set(up: host.remote.url, "--adopt")
    #expect(try host.cycle().stderr.contains("host/media/age.pub in the repository is not of this"))
    let quiet = try host.cycle()
    #expect(
      quiet.stdout.hasSuffix("nothing changed, another machine's key in host/media/age.pub\n"),
      "\(quiet)")
    #expect(try host.converge("status").stdout.contains("\nname clash: host/media/age.pub in the"))
    try host.remote.commit("Mine", ["host/media/age.pub": host.file("age.pub")])
    #expect(try !host.cycle().text.contains("age.pub"))
    #expect(try !host.converge("status").stdout.contains("name clash"))
  }

  @Test("believes the key, where what stands beside it is older or gone", arguments: [false, true])
  func restoredKey(isGone: Bool) throws {
    let host = try NewHost(list())
    try host.set(up: host.remote.url)
    let own = try #require(host.file("age.pub"))
    let key = "\(host.place)/age.key"
    try must(["cp", key, host.folder["backup"]])
    // the repository's is the key that is here, as after a restore
    try host.remote.commit("Mine", ["host/media/age.pub": own])
    if isGone {
      try must(["rm", "\(host.place)/age.pub"])
    } else {
      try write(AgeKey.foreign.recipient + "\n", to: "\(host.place)/age.pub")
    }
    #expect(try !host.cycle().text.contains("age.pub"))

    try write(AgeKey.host.identity + "\n", to: key)
    try host.remote.commit("Next", ["note": "x\n"])
    let clash = try host.cycle()
    #expect(clash.stderr.contains("whose recipient is \(AgeKey.host.recipient); "), "\(clash)")
    #expect(try host.converge("status").stdout.contains("\nname clash: host/media/age.pub in the"))

    // what cannot be read tells nothing
    try write("no key\n", to: key)
    #expect(try !host.cycle().text.contains("age.pub"))
    try must(["cp", host.folder["backup"], key])
    #expect(try !host.cycle().text.contains("age.pub"))
  }

  @Test("refuses what others may look at, and says how to mend it")
  func looser() throws {
    let host = try NewHost(list())
    try host.set(up: host.remote.url)
    try must(["chmod", "644", "\(host.place)/age.pub"])
    let output = try host.set(up: host.remote.url, exits: 78)
    #expect(output.stderr.contains("chmod 0600 \(host.place)/age.pub"), "\(output)")
  }

  @Test("refuses an age key that everybody has, and makes one once it is gone")
  func publishedKey() throws {
    let host = try NewHost(list())
    try must(["install", "-d", "-m", "0700", host.place])
    let example = #filePath.replacing(
      "Tests/EndToEndTests/InitTests.swift", with: ".throw-away-keys")
    let key = "\(host.place)/age.key"
    try must(["sh", "-c", "umask 077; cat $(ls '\(example)'/*.age.key | head -n 1) > '\(key)'"])
    let output = try host.set(up: host.remote.url, exits: 78)
    #expect(output.stderr.contains("\(key) is a key of converge's example"), "\(output)")
    try must(["rm", key])
    try host.set(up: host.remote.url)
  }

  @Test("names a branch that is missing")
  func branch() throws {
    let host = try NewHost(list())
    let output = try host.set(up: host.remote.url, "--branch", "next", exits: 69)
    #expect(output.stderr.contains("has no branch next; it has main"), "\(output)")
    #expect(output.stderr.contains("--branch NAME"), "\(output)")
    #expect(host.file("converge.yaml") == nil)
  }

  @Test("waits for another one at work on the same host with 75")
  func locked() throws {
    let host = try NewHost(list(host: "nas"))
    let terminal = try host.terminal(host.remote.url)
    try terminal.expect("[media]")
    let output = try host.set(up: host.remote.url, exits: 75)
    #expect(output.stderr.contains("another converge init"), "\(output)")
    try terminal.type("\u{3}")
    _ = try terminal.wait()
    try host.set(up: host.remote.url)
  }

  @Test("leaves what runs here as it is without a question")
  func keeps() throws {
    let host = try NewHost(list())
    try host.startByHand("old")
    let output = try host.set(up: host.remote.url)
    #expect(output.stdout.contains("old: stays"), "\(output)")
    try host.cycle()
    #expect(try host.engine.projects() == ["old"])
  }

  @Test("asks what becomes of what runs here")
  func asks() throws {
    let host = try NewHost(list())
    for project in ["kept", "lent", "old"] { try host.startByHand(project) }
    let terminal = try host.terminal(host.remote.url)
    for (project, answer) in [("kept", ""), ("lent", "protect"), ("old", "remove")] {
      try terminal.answer("\(project): keep, protect or remove?", answer)
    }
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(try #require(host.file("converge.yaml")).contains("protect: [lent]"))
    try host.cycle()
    #expect(try host.engine.projects() == ["kept", "lent"])
  }
}

@Suite("converge init and registries", .laboratory) struct InitRegistryTests {
  let registry: Registry
  let host: NewHost

  init() throws {
    registry = try Registry(login: true)
    let app = plainService(
      "app", ["image: \(try registry.image("web:1"))", "network_mode: none"])
    host = try NewHost(list("web"), ["stacks/web/compose.yaml": composeFile([app])])
  }

  @Test("names the login that an image needs")
  func named() throws {
    let output = try host.set(up: host.remote.url)
    #expect(output.stderr.contains("docker login \(registry.address)"), "\(output)")
  }

  @Test("names it also while the stack waits for its next attempt")
  func namedLater() throws {
    try host.set(up: host.remote.url)
    _ = try run(
      [Program.converge, "--config", "\(host.place)/converge.yaml"], environment: host.environment)
    let output = try host.set(up: host.remote.url)
    #expect(output.stderr.contains("docker login \(registry.address)"), "\(output)")
  }

  @Test("logs in at the terminal")
  func logsIn() throws {
    let terminal = try host.terminal(host.remote.url)
    try terminal.answer("run docker login \(registry.address) now?", "")
    try terminal.answer("Username", "reader")
    try terminal.answer("Password", "opensesame")
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    let output = try host.set(up: host.remote.url)
    #expect(!output.stderr.contains("docker login"), "\(output)")
  }
}

extension NewHost {
  /// Starts a Compose project by hand.
  func startByHand(_ project: String) throws {
    let folder = try Folder("hand")
    try write(composeFile([try service()]), to: folder["compose.yaml"])
    _ = try engine.lines("compose", "-p", project, "-f", folder["compose.yaml"], "up", "-d")
  }
}
