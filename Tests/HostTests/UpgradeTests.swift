import TestSupport
import Testing

@Suite("an upgrade of the package", .hosts) struct UpgradeTests {
  @Test("while a cycle runs lets it end, and nothing is made anew because of it")
  func during() throws {
    let site = try Site(
      "media", files: list("media", "web", "notes"), web("one"),
      web("notes", stack: "notes", port: 8081))
    let host = site[0]
    let slow = "  side: {image: \"\(try Lab.hostImage("slow:1"))\", environment: {DELAY: 8}}\n"
    let after = "depends_on: {side: {condition: service_healthy}}"
    let package = try Site.upgrade()
    try site.push("Say two, slowly", web("two", beside: slow, lines: after))
    #expect(try eventually(within: 60) { try host.containers()["web-side-1"] != nil })
    let running = try host.must("systemctl", "show", "-P", "InvocationID", "converge.service")
    let before = try host.containers()

    try host.install(package)
    #expect(
      try host.must("systemctl", "show", "-P", "InvocationID", "converge.service") == running,
      "the same cycle still runs")
    let version = try host.must("dpkg-query", "-W", "-f", "${Version}", "converge")
    #expect(version.hasPrefix("9:"))
    try site.settled(host)
    #expect(try host.answer() == "two")
    let settled = try host.containers()
    #expect(settled["notes-app-1"] == before["notes-app-1"])
    #expect(settled["web-side-1"] == before["web-side-1"])

    let marker = try site.push("Nothing for anybody", ["README.md": "A site.\n"])
    try site.settled(host)
    #expect(marker != "")
    #expect(try host.containers() == settled, "the new program finds all as it should be")
    #expect(try host.must("systemctl", "is-active", "converge.timer") == "active")
  }
}

extension Site {
  /// The package under test once more, under a higher version.
  static func upgrade() throws -> String {
    let folder = try Folder("package")
    try must(["dpkg-deb", "-R", package(), folder["root"]])
    try must(["sed", "-i", "s/^Version: /Version: 9:/", folder["root/DEBIAN/control"]])
    let file = "\(temporaryPlace)/converge-9.deb"
    try must(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", folder["root"], file])
    return file
  }

  private static let temporaryPlace = "\(Lab.folder ?? "")/work"
}
