import TestSupport
import Testing

@Suite("converge init that is killed", .laboratory) struct InitKillTests {
  /// How many places are tried: with `scripts/torture kills` all.
  private static let limit = Environment.text("CONVERGE_TORTURE") == "all" ? Int.max : 12

  let servers: GitServers

  init() throws { servers = try GitServers() }

  private func newHost() throws -> NewHost {
    let host = try NewHost(list())
    try write(servers["token"], to: host.folder["token"], mode: 0o600)
    return host
  }

  private func words(_ host: NewHost) throws -> [String] {
    let url = try servers.https(host.remote, as: host.name)
    return [
      "--yes", url, "--token-file", host.folder["token"], "--ca-file", servers.authority,
    ]
  }

  /// What stands in the folder of the configuration, and with which modes.
  private func files(_ host: NewHost) throws -> String {
    try must(["sh", "-c", "cd '\(host.place)' && stat -c '%n %a' . * .[!.]* 2>/dev/null; true"])
  }

  @Test("before any of its effects makes the same host when it is run again")
  func everywhere() throws {
    let whole = try newHost()
    let run = try Effects.run(
      whole.arguments(try words(whole)), environment: whole.environment)
    #expect(run.output.status == 0, "\(run.output)")
    let expected = try files(whole)
    #expect(expected.contains("token 600"))

    let places = run.all.filter { $0.isVisible && $0.call != "connect" }
    #expect(places.count > 10)
    for place in places.spread(from: Laboratory.seed).prefix(Self.limit) {
      let host = try newHost()
      let words = try words(host)
      let killed = try Effects.run(
        host.arguments(words), environment: host.environment, cut: (place, "KILL"))
      #expect(killed.output.status != 0 || !killed.reached(place), "\(place)")
      let again = try TestSupport.run(host.arguments(words), environment: host.environment)
      #expect(again.status == 0, "\(place): \(again)")
      #expect(try files(host) == expected, "\(place)")
      try host.cycle()
    }
  }
}

extension NewHost {
  /// A name that no other has.
  var name: String { String(folder.path.split(separator: "/").last ?? "") }
}
