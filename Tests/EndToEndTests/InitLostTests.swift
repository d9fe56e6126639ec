import TestSupport
import Testing

@Suite("converge init where files are lost", .laboratory) struct InitLostTests: OnServers {
  let servers: GitServers
  let host: NewHost

  init() throws {
    servers = try GitServers()
    host = try NewHost(list())
    try write(servers["token"], to: host.folder["token"], mode: 0o600)
  }

  @Test("makes them again")
  func lost() throws {
    let words = ["--token-file", host.folder["token"], "--ca-file", servers.authority]
    try host.set([url] + words)
    try must(["rm", "\(host.place)/token", "\(host.place)/ca.pem", "\(host.place)/age.key"])
    let recipient = try #require(host.file("age.pub"))
    let bare = try host.set(up: try url, exits: 69)
    #expect(bare.stderr.contains("; here: --token-file FILE"), "\(bare)")
    let warning = "THE AGE KEY \(host.place)/age.key (\(recipient.dropLast())) IS LOST"
    #expect(bare.stderr.contains(warning), "\(bare)")
    try host.set([url] + words)
    #expect(host.file("token") == "\(servers["token"])\n")
    #expect(host.file("ca.pem") == read(servers.authority))
    try host.cycle()
  }

  @Test("asks before it makes an age key again, and takes nothing but yes for an answer")
  func lostAgeKey() throws {
    try host.set(up: host.remote.url)
    let recipient = try #require(host.file("age.pub"))
    try must(["rm", "\(host.place)/age.key"])
    for answer in ["", "y", "no", "yes"] {
      let terminal = try host.terminal(host.remote.url)
      try terminal.expect("THE AGE KEY \(host.place)/age.key (\(recipient.dropLast())) IS LOST")
      try terminal.answer("make a new one? type yes: ", answer)
      let isMade = answer == "yes"
      #expect(try terminal.wait() == (isMade ? 0 : 1), "\(terminal.shown)")
      #expect(terminal.shown.contains("put it back, and run init again") != isMade)
      #expect((host.file("age.key") != nil) == isMade, "after \(answer)")
      #expect((host.file("age.pub") != recipient) == isMade, "after \(answer)")
    }
    try host.cycle()
  }

  @Test("ends with 78 where it cannot make them again, and says how they come back")
  func lostForGood() throws {
    let urls = [host.remote.url, try url]
    try host.set(urls + ["--token-file", host.folder["token"], "--ca-file", servers.authority])
    let before = host.file("converge.yaml")
    let options = [("token", "--token-file FILE"), ("ca.pem", "--ca-file FILE")]
    for (name, option) in options {
      try must(["mv", "\(host.place)/\(name)", host.folder["kept"]])
      let output = try host.set(urls, exits: 78)
      let lost = "converge.yaml names \(host.place)/\(name), which is missing"
      #expect(output.stderr.contains("\(lost)"), "\(output)")
      #expect(output.stderr.contains("run init again with \(option)"), "\(output)")
      try must(["mv", host.folder["kept"], "\(host.place)/\(name)"])
    }
    #expect(host.file("converge.yaml") == before)

    let signers = "\(host.place)/signers"
    let signed = (before ?? "") + "signatures: {mode: head, allowed-signers: \(signers)}\n"
    try write(signed, to: "\(host.place)/converge.yaml", mode: 0o600)
    let output = try host.set(urls, exits: 78)
    #expect(output.stderr.contains("names \(signers), which is missing"), "\(output)")
    #expect(output.stderr.contains("put it back, or remove the line that names it"), "\(output)")
  }

  @Test("makes the deploy key again where a power cut left an empty one")
  func emptyDeployKey() throws {
    try host.set(up: servers.ssh(host.remote), exits: 69)
    try must(["truncate", "-s", "0", "\(host.place)/deploy_key", "\(host.place)/deploy_key.pub"])
    try host.set(up: servers.ssh(host.remote), exits: 69)
    try letIn()
    try host.set(up: servers.ssh(host.remote))
    try host.cycle()
  }

  @Test("pins a host key again where the file of them is gone")
  func lostHostKeys() throws {
    try host.set(up: servers.ssh(host.remote), exits: 69)
    try letIn()
    try host.set(up: servers.ssh(host.remote))
    let keys = host.file("known_hosts")
    try must(["rm", "\(host.place)/known_hosts"])
    try host.set(up: servers.ssh(host.remote))
    #expect(host.file("known_hosts") == keys)
  }
}
