import TestSupport
import Testing

/// A machine that is not one of the repository's hosts yet, or should not be.
@Suite("a new host", .hosts) struct NewHostTests {
  @Test(
    "with a wrong token, or an authority that is not the server's, is told which, and stays as it is"
  )
  func refused() throws {
    let site = try Site(files: list("media", "web"), web("one"))
    let other = try GitServer()
    let host = try BootedHost("media")
    try site.prepare(host)
    try host.put("wrong\n", at: "/root/token")
    let token = try site.onboard(host)
    #expect(token.status != 0 && token.stderr.contains("token"), "\(token)")
    try host.copy(other.authority, to: "/root/ca.pem")
    try host.copy(site.server.token, to: "/root/token")
    let authority = try site.onboard(host)
    #expect(authority.status != 0 && authority.stderr.contains("certificate"), "\(authority)")
    #expect(try host.containers() == [:])
    #expect(try host.run("systemctl", "is-enabled", "converge.timer").status != 0)

    try host.copy(site.server.authority, to: "/root/ca.pem")
    let right = try site.onboard(host)
    #expect(right.status == 0, "\(right)")
    try site.settled(host)
    #expect(try host.answer() == "one")
  }

  @Test("from a template that runs twice under one name deploys what its twin does, with own keys")
  func twins() throws {
    let site = try Site("media", "media", files: list("media", "web"), web("one"))
    #expect(try site.hosts.map { try $0.answer() } == ["one", "one"])
    for file in ["/etc/converge/age.key", "/etc/machine-id"] {
      #expect(site[0].file(file) != nil)
      #expect(site[0].file(file) != site[1].file(file), "\(file)")
    }
    try site.push("Say two", web("two"))
    for host in site.hosts { try site.settled(host) }
    #expect(try site.hosts.map { try $0.answer() } == ["two", "two"])
  }

  @Test("that gets another name changes nothing until somebody says so") func renamed() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let host = site[0]
    let notes = try list("office", "notes").merging(web("notes", stack: "notes")) { $1 }
    try site.push("Another host", notes)
    let before = try host.containers()
    try host.must("sed", "-i", "s/^host: .*/host: office/", "/etc/converge/converge.yaml")
    let says = { try host.journal("-u", "converge").contains { $0.contains("--adopt") } }
    #expect(try eventually(within: 30, says))
    #expect(try host.containers() == before)
  }
}
