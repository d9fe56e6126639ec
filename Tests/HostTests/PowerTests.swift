import TestSupport
import Testing

/// A host that was off, however it went off.
@Suite("a host that comes back", .hosts) struct PowerTests {
  @Test("after a long time catches up at its boot, and touches nothing that is right")
  func days() throws {
    let site = try Site(
      "media", files: list("media", "web", "notes", "old"), web("one"),
      web("notes", stack: "notes", port: 8081), web("old", stack: "old", port: 8082))
    let host = site[0]
    let before = try host.containers()["notes-app-1"]?.prefix(64)
    try host.powerOff()
    for number in 2...6 { try site.push("Change \(number)", web("number \(number)")) }
    try site.push("Remove old", list("media", "web", "notes"))

    try host.boot()
    try site.settled(host)
    #expect(try host.answer() == "number 6")
    #expect(try host.answer(8081) == "notes")
    #expect(try host.answer(8082) == nil)
    #expect(try host.containers()["notes-app-1"]?.prefix(64) == before, "not made anew")
  }

  @Test(
    "after it went off in the middle of a deployment finishes that: power cut, poweroff",
    arguments: [true, false])
  func middle(suddenly: Bool) throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let host = site[0]
    let first = try host.containers()["web-app-1"]
    let slow = "depends_on: {side: {condition: service_healthy}}"
    let side = "  side: {image: \"\(try Lab.hostImage("slow:1"))\", environment: {DELAY: 8}}\n"
    try site.push("Say two, slowly", web("two", beside: side, lines: slow))
    #expect(try eventually { try host.containers()["web-side-1"] != nil })

    if suddenly { try host.losePower() } else { try host.powerOff() }
    try host.boot()
    try site.settled(host)
    #expect(try host.answer() == "two")
    #expect(try host.containers()["web-app-1"] != first)
    #expect(try host.containers().count == 2)
  }
}
