import Git
import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("The policy")
struct PolicyFileTests {
  func problems(_ text: String) -> [String] {
    do {
      _ = try PolicyFile.parse(Array(text.utf8))
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test("is read whole") func whole() throws {
    let text = """
      # What every stack has to heed.
      images:
        digest: require
        except: [nginx, "registry.lan:5000/*"]
      majors: [timescaledb, ghcr.io/me/app]

      """
    #expect(
      try PolicyFile.parse(Array(text.utf8))
        == Policy(
          digest: .require, digestExceptions: ["nginx", "registry.lan:5000/*"],
          majors: ["timescaledb", "ghcr.io/me/app"]))
  }

  @Test(
    "has defaults", arguments: ["", "# nothing\n", "{}\n", "images: {}\n", "majors: []\n"])
  func defaults(text: String) throws {
    #expect(try PolicyFile.parse(Array(text.utf8)) == Policy())
  }

  @Test(
    "may turn a rule off, which some readers take for a boolean",
    arguments: [
      ("off", .off), ("'off'", .off), ("OFF", .off), ("warn", .warn), ("require", .require),
    ] as [(String, Policy.DigestRule)])
  func rules(word: String, rule: Policy.DigestRule) throws {
    #expect(try PolicyFile.parse(Array("images: {digest: \(word)}\n".utf8)).digest == rule)
  }

  @Test(
    "is refused with line and column unless all of it is understood",
    arguments: [
      ("images:\n  digets: warn\n", "2:3: unknown key \"digets\"; did you mean digest?"),
      ("image: {digest: warn}\n", "1:1: unknown key \"image\"; did you mean images?"),
      (
        "images: {digest: requir}\n",
        "1:18: digest must be require, warn or off; did you mean require?"
      ),
      ("images: {digest: false}\n", "1:18: digest must be require, warn or off"),
      ("images: {digest: }\n", "1:18: digest must be require, warn or off"),
      ("images: [nginx]\n", "1:9: must be a mapping (key: value), not a list"),
      ("images: {except: nginx}\n", "1:18: except must be a list, not a string"),
      (
        "images: {except: ['nginx:1']}\n",
        "1:19: except names images without tag and digest, * standing for anything"
      ),
      (
        "majors:\n  - a\n  - b@sha256:1\n",
        "3:5: majors names images without tag and digest, * standing for anything"
      ),
      ("majors: [1]\n", "1:10: majors must be a string, not a number: put it in quotes"),
      ("majors: []\nmajors: []\n", "2:1: duplicate key \"majors\", first on line 1"),
      ("off\n", "1:1: must be a mapping (key: value), not a boolean"),
      ("images: {digest: warn\n", "2:1:"), ("a: &b c\n", "1:4: anchors"), ("\u{1}", "1:1:"),
    ])
  func refused(text: String, problem: String) {
    let found = problems(text)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix("global/converge.yaml:\(problem)") == true, "\(found)")
  }

  @Test("tells everything that is wrong at once") func everything() {
    #expect(problems("images: {digest: x, excpt: []}\nmajors: 1\nother: 2\n").count == 4)
  }
}
