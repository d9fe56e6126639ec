import TestSupport
import Testing

/// `converge-failure@.service`, set up as it says itself.
@Suite("somebody who wants to hear of failures", .hosts) struct TellingTests {
  private static let heard = "/root/heard"

  /// One line for each telling, and what was told.
  private func prepare(_ host: BootedHost) throws {
    let drop = "/etc/systemd/system"
    try host.put(
      "[Unit]\nOnFailure=converge-failure@%n.service\n", at: "\(drop)/converge.service.d/tell.conf")
    let tell = "(echo told; cat) >>\(Self.heard)"
    try host.put(
      "[Service]\nEnvironment=\"TELL=\(tell)\"\n",
      at: "\(drop)/converge-failure@.service.d/tell.conf")
    try host.must("systemctl", "daemon-reload")
  }

  private func tellings(_ host: BootedHost) -> [Substring] {
    (host.file(Self.heard) ?? "").split(separator: "told\n")
  }

  /// A stack that can never start: nobody has its image.
  private func broken(_ stack: String) throws -> [String: String?] {
    let image = try Lab.hostImage("web:1").split(separator: "/").first ?? ""
    return ["stacks/\(stack)/compose.yaml": "services: {app: {image: \"\(image)/nothing:1\"}}\n"]
  }

  @Test("hears of each once, in full, whatever is tried again or committed meanwhile")
  func once() throws {
    let site = try Site("media", files: list("media", "web"), web("one"))
    let host = site[0]
    try prepare(host)
    try site.push("Add broken", list("media", "web", "broken").merging(try broken("broken")) { $1 })
    try site.settled(host, exits: 3)
    #expect(eventually { tellings(host).count == 1 })
    // tried again, by a cycle of its own and by those of the timer
    for _ in 1...2 { _ = try host.run("converge", "retry", "broken") }
    for text in ["two", "three"] {
      try site.push("Say \(text)", web(text))
      try site.settled(host, exits: 3)
    }
    let heard = tellings(host)
    #expect(heard.count == 1, "\(heard)")
    #expect(heard.first?.contains("media at ") == true, "\(heard)")
    #expect(heard.first?.contains("1 failed (broken)") == true, "\(heard)")

    let worse = list("media", "web", "broken", "worse").merging(try broken("worse")) { $1 }
    try site.push("Add worse", worse)
    try site.settled(host, exits: 3)
    #expect(eventually { tellings(host).count == 2 })
    #expect(tellings(host).last?.contains("worse") == true, "\(tellings(host))")
  }
}
