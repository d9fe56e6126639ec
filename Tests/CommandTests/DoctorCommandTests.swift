import Cycle
import Doctor
import Testing

@testable import converge

@Suite("What a doctor says")
struct DoctorCommandTests {
  private let checks = [
    Check(.engine, .ok, "/var/run/docker.sock", "Engine 26.1.5, API 1.45"),
    Check(.remotes, .warning, "/srv/infra.git", "1 commit\nbehind", "push it"),
    Check(.disk, .error, "/", "0.0 MB free of 10.0 GB (0 %)", "make room"),
  ]

  private func text(_ checks: [Check], width: Int? = nil, isOn: Bool = false) -> String {
    DoctorText(checks, width: width, Palette(isOn: isOn)).lines.joined(separator: "\n")
  }

  @Test("is a line for each thing, and below it what to do") func lines() {
    #expect(
      text(checks) == """
        ok       engine         /var/run/docker.sock: Engine 26.1.5, API 1.45
        warning  remotes        /srv/infra.git: 1 commit?behind
                                -> push it
        error    disk           /: 0.0 MB free of 10.0 GB (0 %)
                                -> make room
        1 error, 1 warning
        """)
    #expect(text([checks[0]]).hasSuffix("\nall is well"))
    let skipped = Check(.disk, .skipped, "/", "permission denied", "sudo converge doctor")
    #expect(
      text([checks[0], skipped]).hasSuffix("\nwhat was looked at is well, 1 not looked at"))
    #expect(text([checks[2], skipped]).hasSuffix("\n1 error, 1 not looked at"))
  }

  @Test("fits the terminal, and is coloured there") func terminal() {
    for line in text(checks, width: 60).split(separator: "\n") {
      #expect(String(line).columns <= 60, "\(line)")
    }
    #expect(text(checks, isOn: true).contains("\u{1b}[31merror  \u{1b}[0m"))
  }

  @Test("is a document for programs") func json() throws {
    let json = String(decoding: try #require(JSON.document(DoctorDocument(checks))), as: UTF8.self)
    for field in [#""area" : "disk""#, #""errors" : 1"#, #""warnings" : 1"#, #""exitCode" : 1"#] {
      #expect(json.contains(field), "\(json)")
    }
  }

  @Test("is asked for in words that go together") func arguments() throws {
    var presentation = Presentation()
    presentation.json = true
    #expect(
      try Arguments.parse(["doctor", "--json", "--config", "c"])
        == .doctor(DoctorCommand(configuration: "c", presentation: presentation)))
    for words in [["doctor", "web"], ["doctor", "--full"], ["doctor", "--for", "2h"]] {
      #expect(throws: UsageError.self) { try Arguments.parse(words) }
    }
  }
}
