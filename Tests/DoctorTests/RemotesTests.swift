import Git
import Testing

@testable import Doctor

@Suite("What a doctor says of a remote")
struct RemotesTests {
  private let deployed = ObjectID(hex: String(repeating: "a", count: 40))!
  private let head = ObjectID(hex: String(repeating: "b", count: 40))!

  private func check(
    _ answer: Doctor.Answer, others: Bool = true, isFirst: Bool = false
  ) throws -> Check {
    Doctor.remote(
      try Remote(url: "https://git.lan/infra.git"), answer, "main", isFirst ? nil : deployed,
      others: others)
  }

  @Test("is where its branch is, compared with what is deployed") func lag() throws {
    let same = try check(.head(deployed, lead: (0, 0)))
    #expect(same.level == .ok && same.found == "main at aaaaaaa, which is deployed")
    let newer = try check(.head(head, lead: (2, 0)))
    #expect(newer.found == "main at bbbbbbb, 2 commits newer than what is deployed")
    #expect(try check(.head(head, lead: nil)).level == .ok)
    #expect(try check(.head(head, lead: nil), isFirst: true).level == .ok)
    let behind = try check(.head(head, lead: (0, 1)))
    #expect(behind.level == .warning)
    #expect(behind.found == "main at bbbbbbb, 1 commit behind what is deployed")
    #expect(try check(.head(head, lead: (1, 1))).level == .warning)
  }

  @Test("is why it does not answer: an error, unless another one does") func failure() throws {
    let away = Doctor.Answer.failed(GitError(.unreachable, "look", "connection refused"))
    #expect(try check(away).level == .warning)
    #expect(try check(away, others: false).level == .error)
    let unknown = GitError(.unreachable, "look", "failed to resolve address for git.lan: no")
    #expect(try check(.failed(unknown)).advice?.contains("/etc/resolv.conf") == true)
  }

  @Test("advises for a folder that is missing what helps there") func missingFolder() throws {
    let words = "failed to resolve path '/srv/infra.git': No such file or directory"
    let advice = try check(.failed(GitError(.other, "look", words))).advice
    #expect(advice == "see whether the folder is there, and what it stands on is mounted")
  }

  @Test("is always an error where it does not let this host in") func refused() throws {
    for code in [GitError.Code.refused, .untrusted, .noBranch, .configuration] {
      let check = try check(.failed(GitError(code, "look", "no")))
      #expect(check.level == .error && check.advice != nil)
    }
  }

  @Test("is that anybody on the way may change what it says") func openness() throws {
    for url in ["http://git.lan/x.git", "git://git.lan/x.git"] {
      #expect(Doctor.openness(of: try Remote(url: url)).map(\.level) == [.warning])
    }
    for url in ["https://git.lan/x.git", "/srv/x.git"] {
      #expect(Doctor.openness(of: try Remote(url: url)).isEmpty)
    }
  }
}
