import TestSupport
import Testing

/// A stack that goes from one host to another: two lines of a commit.
@Suite("a stack that moves to another host", .hosts) struct MoveTests {
  @Test("runs there alone, whichever host takes its turn first, and its data stays where it was")
  func move() throws {
    let site = try Site("media", "office", files: list("media", "web"), web("one"))
    for host in site.hosts { try host.must("systemctl", "stop", "converge.timer") }
    for (old, new, first) in [(0, 1, 1), (1, 0, 1)] {
      let (from, to) = (site[old], site[new])
      let data = "/var/lib/docker/volumes/web_data/_data/kept"
      let file = "/var/lib/converge/checkout/stacks/web/files/kept"
      for path in [data, file] { try from.must("sh", "-c", "echo \(from.name) >\(path)") }
      let moved = list(from.name).merging(list(to.name, "web")) { $1 }
      try site.push("Move web to \(to.name)", moved)

      for host in [site[first], site[1 - first]] {
        try host.must("systemctl", "start", "converge.service")
        try site.settled(host)
      }
      #expect(try to.answer() == "one")
      #expect(try from.containers() == [:])
      for path in [data, file] { #expect(try from.must("cat", path) == from.name) }
      let said = try from.journal("-u", "converge", "-n", "40").joined(separator: "\n")
      #expect(said.contains("web: removed (not declared for \(from.name)"), "\(said)")
      #expect(said.contains("web_data"), "what stays is named: \(said)")
    }
  }
}
