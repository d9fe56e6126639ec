import Crypto
import Testing

@testable import Git

@Suite("A known_hosts file")
struct KnownHostsTests {
  /// The blob of an ed25519 key, and its base64.
  static func key(_ byte: UInt8, type: String = "ssh-ed25519") -> [UInt8] {
    [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8) + [0, 0, 0, 32]
      + [UInt8](repeating: byte, count: 32)
  }
  static func line(_ names: String, _ byte: UInt8, type: String = "ssh-ed25519") -> String {
    "\(names) \(type) \(String(decoding: Base64.encode(key(byte, type: type), .padded), as: UTF8.self)) comment"
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let lines: [String]
    var host = "git.lan"
    var port = 22
    let verdict: KnownHosts.Verdict
  }

  static let cases = [
    Case(testDescription: "nothing", lines: [], verdict: .unknown),
    Case(testDescription: "the key", lines: [line("git.lan", 1)], verdict: .known),
    Case(testDescription: "the key, other case", lines: [line("GIT.lan", 1)], verdict: .known),
    Case(
      testDescription: "another key", lines: ["", line("git.lan", 2)], verdict: .changed(line: 2)),
    Case(
      testDescription: "both, while the key is being replaced",
      lines: [line("git.lan", 2), line("git.lan", 1)], verdict: .known),
    Case(testDescription: "another host", lines: [line("git.lan.x", 1)], verdict: .unknown),
    Case(testDescription: "a list", lines: [line("a,git.lan,10.0.0.1", 1)], verdict: .known),
    Case(testDescription: "a pattern", lines: [line("*.lan", 1)], verdict: .known),
    Case(
      testDescription: "a pattern with exception", lines: [line("*.lan,!git.lan", 1)],
      verdict: .unknown),
    Case(testDescription: "a comment", lines: ["# " + line("git.lan", 1)], verdict: .unknown),
    Case(testDescription: "a line cut short", lines: ["git.lan ssh-ed25519"], verdict: .unknown),
    Case(
      testDescription: "a revoked key", lines: [line("git.lan", 1), "@revoked " + line("*", 1)],
      verdict: .revoked(line: 2)),
    Case(
      testDescription: "an authority", lines: ["@cert-authority " + line("git.lan", 1)],
      verdict: .unknown),
    Case(
      testDescription: "a key of another type",
      lines: [line("git.lan", 1, type: "ssh-rsa")], verdict: .changed(line: 1)),
    Case(
      testDescription: "the port", lines: [line("[git.lan]:2222", 1)], port: 2222, verdict: .known),
    Case(
      testDescription: "another port", lines: [line("[git.lan]:2222", 1)], port: 2223,
      verdict: .unknown),
    Case(
      testDescription: "no port where one is used", lines: [line("git.lan", 1)], port: 2222,
      verdict: .known),
    Case(
      testDescription: "another key of the standard port", lines: [line("git.lan", 2)], port: 2222,
      verdict: .unknown),
    Case(
      testDescription: "another key of the port, the key of the standard port",
      lines: [line("[git.lan]:2222", 2), line("git.lan", 1)], port: 2222,
      verdict: .changed(line: 1)),
  ]

  @Test("with", arguments: cases)
  func verdict(_ sample: Case) {
    let hosts = KnownHosts(sample.lines.joined(separator: "\n"))
    #expect(
      hosts.verdict(host: sample.host, port: sample.port, key: KnownHostsTests.key(1))
        == sample.verdict)
  }
}
