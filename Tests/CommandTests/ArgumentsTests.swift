import Cycle
import Testing

@testable import converge

@Suite("A command line")
struct ArgumentsTests {
  func options(_ words: String...) throws -> Options {
    guard case .run(let options) = try Arguments.parse(words) else { return Options() }
    return options
  }

  @Test("without arguments runs a cycle with the defaults") func plain() throws {
    #expect(try Arguments.parse([]) == .run(Options()))
    #expect(try Arguments.parse(["run"]) == .run(Options()))
    #expect(try options("--host", "run", "run").host == "run")
    #expect(Options().configuration == "/etc/converge/converge.yaml")
  }

  @Test("takes its options in any order, with a blank or an equals sign") func order() throws {
    let options = try options("run", "--stack", "a", "-v", "--host=media", "--dry-run", "--stack=b")
    #expect(options.stacks == ["a", "b"])
    #expect(options.host == "media")
    #expect(options.verbose && options.dryRun && !options.adopt)
  }

  @Test("prints help and version wherever they stand", arguments: [["--help"], ["run", "-h"]])
  func help(_ words: [String]) throws {
    #expect(try Arguments.parse(words) == .help)
    #expect(try Arguments.parse(["--version"]) == .version)
  }

  @Test("reads the secrets commands") func secrets() throws {
    #expect(
      try Arguments.parse(["secrets", "decrypt", "--age-key", "k", "f"])
        == .decrypt(keys: ["k"], file: "f"))
    #expect(
      try Arguments.parse(["secrets", "encrypt", "f", "--age", "r", "--age=s"])
        == .encrypt(recipients: ["r", "s"], file: "f"))
  }

  @Test(
    "is refused where it means nothing",
    arguments: [
      ["deploy"], ["--hots", "x"], ["--host"], ["--host", "--dry-run"], ["--host="], ["run", "x"],
      ["run", "run"],
      ["secrets"], ["secrets", "decrypt"], ["secrets", "decrypt", "a", "b"],
      ["secrets", "encrypt", "a"], ["secrets", "decrypt", "--age", "r", "f"],
      ["--teardown-foreign", "--stack", "a"],
    ])
  func refused(_ words: [String]) {
    #expect(throws: UsageError.self) { try Arguments.parse(words) }
  }
}
