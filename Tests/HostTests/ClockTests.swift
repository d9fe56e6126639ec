import TestSupport
import Testing

/// The clock of a host is a day wrong: a drop-in gives converge and all that it starts another time of
/// day. The kernel's own clock is this machine's, and Docker, systemd and the journal keep it.
@Suite("a clock that is a day wrong", .hosts) struct ClockTests {
  private static let day = 86400
  private let site: Site
  private let clock: ShiftedClock

  init() throws {
    site = try Site("media", files: list("media", "web"), web("one"))
    clock = try ShiftedClock()
    let drop =
      "[Service]\n" + clock.environment.map { "Environment=\($0.key)=/opt\($0.value)\n" }.joined()
    for path in clock.environment.values {
      try site[0].must("mkdir", "-p", "/opt\(path.prefix(upTo: path.lastIndex(of: "/")!))")
      try site[0].copy(path, to: "/opt\(path)")
    }
    try site[0].put(drop, at: "/etc/systemd/system/converge.service.d/clock.conf")
    try site[0].must("systemctl", "daemon-reload")
  }

  private func set(_ seconds: Int) throws {
    try site[0].put("\(seconds)\n", at: "/opt\(clock.environment["SHIFTED_CLOCK"]!)")
  }

  @Test("ahead changes nothing that runs, and a commit is deployed; and so when it is right again")
  func ahead() throws {
    let before = try site[0].containers()
    try set(Self.day)
    try site.push("Nothing for anybody", ["README.md": "A site.\n"])
    try site.settled(site[0])
    #expect(try site[0].containers() == before)
    try site.push("Say two", web("two"))
    try site.settled(site[0])
    #expect(try site[0].answer() == "two")
    try set(0)
    try site.push("Say three", web("three"))
    try site.settled(site[0])
    #expect(try site[0].answer() == "three")
  }

  @Test("makes a certificate too old or too young, which is named, and what runs goes on")
  func certificate() throws {
    for (shift, word) in [(Self.day + 3600, "expired"), (-Self.day, "starts in the future")] {
      try set(0)
      try site.server.renewCertificate(days: 1)
      try site.settled(site[0])
      let before = try site[0].containers()
      try set(shift)
      #expect(try eventually { try site.lastCycle(site[0]).exitCode == 77 })
      let said = try site[0].journal("-u", "converge", "-n", "10").joined(separator: "\n")
      #expect(said.contains(word), "\(said)")
      #expect(try site[0].containers() == before)
    }
    try set(0)
    try site.push("Say two", web("two"))
    try site.settled(site[0])
    #expect(try site[0].answer() == "two")
  }
}
