import TestSupport
import Testing

@Suite("converge init and the host's name", .laboratory) struct InitNameTests {
  var host: NewHost

  init() throws { host = try NewHost(list(host: "media"), list(host: "nas")) }

  private func configuration(
    names name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try #require(host.file("converge.yaml"), sourceLocation: sourceLocation)
    #expect(text.contains("\nhost: \(name)\n"), "\(text)", sourceLocation: sourceLocation)
  }

  @Test("asks again where it cannot be one, or the repository has none of that name")
  mutating func asksAgain() throws {
    host.naming = []
    let terminal = try host.terminal(host.remote.url)
    try terminal.answer("the name of this host in the repository [", "bad/name")
    try terminal.answer("\"bad/name\": a host name has only", "mdia")
    try terminal.expect("it has media, nas; did you mean media?")
    try terminal.answer("[mdia]: ", "-x")
    try terminal.answer("\"-x\": a host name has only", "media")
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(terminal.shown.contains("for host/media/age.pub"), "\(terminal.shown)")
    try configuration(names: "media")
    try host.cycle()
  }

  @Test("takes a name that is to be committed later, where a person says so")
  mutating func later() throws {
    host.naming = ["--host", "office"]
    let terminal = try host.terminal(host.remote.url)
    try terminal.answer("[office]: ", "")
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    #expect(terminal.shown.contains("commit host/office/stacks.yaml"), "\(terminal.shown)")
    try configuration(names: "office")
  }

  @Test("changes it where nothing was deployed under the old one")
  mutating func changes() throws {
    host.naming = ["--host", "mdia"]
    try host.set(up: host.remote.url)
    try host.cycle(exits: 65)
    host.naming = ["--host", "nas"]
    let output = try host.set(up: host.remote.url)
    #expect(output.stdout.contains("from mdia to nas"), "\(output)")
    try configuration(names: "nas")

    host.naming = ["--host", "media"]
    let terminal = try host.terminal(host.remote.url)
    let question = "  this host is nas; make it media? [Y/n] "
    // neither yes nor no is asked again
    for (before, answer) in [("", "?"), ("?\r\n", "now"), ("now\r\n", "")] {
      try terminal.answer(before + question, answer)
    }
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    try configuration(names: "media")
    try host.cycle()
  }

  @Test("changes it although projects were to be remembered under the old one")
  mutating func remembered() throws {
    for project in ["kept", "old"] { try host.startByHand(project) }
    host.naming = ["--host", "nas"]
    let terminal = try host.terminal(host.remote.url)
    for (project, answer) in [("kept", ""), ("old", "remove")] {
      try terminal.answer("\(project): keep, protect or remove?", answer)
    }
    #expect(try terminal.wait() == 0, "\(terminal.shown)")
    host.naming = ["--host", "media"]
    try host.set(up: host.remote.url)
    try host.cycle()
    #expect(try host.engine.projects() == ["kept"])
  }

  @Test("says what to do where something was deployed under the old one, and changes nothing")
  mutating func deployed() throws {
    try host.set(up: host.remote.url)
    try host.cycle()
    let before = try host.snapshot()
    host.naming = ["--host", "nas"]
    let output = try host.set(up: host.remote.url, exits: 64)
    #expect(output.stderr.contains("converges as media"), "\(output)")
    #expect(output.stderr.contains("write host: nas into \(host.place)/converge.yaml"))
    #expect(output.stderr.contains("converge --host nas --adopt"), "\(output)")
    #expect(try host.snapshot() == before)
  }

  @Test("says what to do where somebody changed the configuration, and leaves it")
  mutating func edited() throws {
    try host.set(up: host.remote.url)
    let file = "\(host.place)/converge.yaml"
    try write((read(file) ?? "") + "jobs: 2\n", to: file, mode: 0o600)
    let before = try host.snapshot()
    host.naming = ["--host", "nas"]
    let output = try host.set(up: host.remote.url, exits: 64)
    #expect(output.stderr.contains("write host: nas into \(file)"), "\(output)")
    #expect(!output.stderr.contains("--adopt"), "\(output)")
    #expect(try host.snapshot() == before)
  }

  @Test("warns of one that came with a template")
  mutating func baked() throws {
    try host.set(up: host.remote.url)
    host.naming = []
    let output = try host.set(up: host.remote.url)
    #expect(output.stderr.contains("says host: media, but this machine is named"), "\(output)")
    #expect(output.stderr.contains("converge init --host"), "\(output)")
  }
}
