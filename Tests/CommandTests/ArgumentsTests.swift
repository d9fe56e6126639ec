import Cycle
import Secrets
import Setup
import Testing

@testable import converge

@Suite("A command line")
struct ArgumentsTests {
  func options(_ words: String...) throws -> Options {
    guard case .run(let options, _) = try Arguments.parse(words) else { return Options() }
    return options
  }

  func presentation(_ words: String...) throws -> Presentation? {
    switch try Arguments.parse(words) {
    case .run(_, let presentation), .status(_, let presentation): presentation
    default: nil
    }
  }

  @Test("without arguments runs a cycle with the defaults") func plain() throws {
    #expect(try Arguments.parse([]) == .run(Options(), Presentation()))
    #expect(try Arguments.parse(["run"]) == .run(Options(), Presentation()))
    #expect(try options("--host", "run", "run").host == "run")
    #expect(Options().configuration == "/etc/converge/converge.yaml")
  }

  @Test("takes its options in any order, with a blank or an equals sign") func order() throws {
    let options = try options("run", "--stack", "a", "-v", "--host=media", "--dry-run", "--stack=b")
    #expect(options.stacks == ["a", "b"])
    #expect(options.host == "media")
    #expect(options.verbose && options.dryRun && !options.adopt)
  }

  @Test("takes plan for the same as --dry-run") func plan() throws {
    #expect(try Arguments.parse(["plan"]) == Arguments.parse(["run", "--dry-run"]))
    #expect(try options("plan", "--stack", "a", "--full").full)
    #expect(try options("plan").dryRun && !options("run").dryRun)
  }

  @Test("asks for a full pass") func full() throws {
    #expect(try options("--full").full && !options("run").full)
  }

  @Test("reads status, which takes no option of a run") func status() throws {
    let plain = Invocation.status(configuration: "/etc/converge/converge.yaml", Presentation())
    #expect(try Arguments.parse(["status"]) == plain)
    let other = Invocation.status(
      configuration: "c", Presentation(json: true, color: .never))
    #expect(try Arguments.parse(["status", "--color=never", "--config", "c", "--json"]) == other)
    #expect(try Arguments.parse(["--json", "status", "--config=c", "--color=never"]) == other)
  }

  @Test("says how it wants to be told") func told() throws {
    #expect(try presentation("run") == Presentation(json: false, color: .auto))
    #expect(try presentation("--json", "plan") == Presentation(json: true, color: .auto))
    #expect(try presentation("--color", "always") == Presentation(json: false, color: .always))
    #expect(try presentation("status", "--json")?.json == true)
  }

  @Test("prints help and version wherever they stand", arguments: [["--help"], ["run", "-h"]])
  func help(_ words: [String]) throws {
    #expect(try Arguments.parse(words) == .help)
    #expect(try Arguments.parse(["--version"]) == .version)
  }

  @Test("reads what is asked of the next cycles") func requests() throws {
    let hold = HoldCommand(
      stack: "web", seconds: 7200, reason: "a b", configuration: "c", color: .auto)
    #expect(
      try Arguments.parse(["hold", "web", "--for=2h", "--reason", "a b", "--config", "c"])
        == .hold(hold))
    #expect(
      try Arguments.parse(["--config=c", "hold", "--reason=a b", "--for", "2h", "web"])
        == .hold(hold))
    let resume = ResumeCommand(stack: "run", configuration: "c", color: .never)
    #expect(
      try Arguments.parse(["resume", "run", "--config=c", "--color=never"]) == .resume(resume))
    var options = Options()
    (options.host, options.verbose) = ("media", true)
    let retry = RetryCommand(stack: "web", options: options, presentation: .init(json: true))
    #expect(
      try Arguments.parse(["retry", "--json", "web", "--host", "media", "-v"]) == .retry(retry))
  }

  @Test("reads the secrets commands") func secrets() throws {
    #expect(
      try Arguments.parse(["secrets", "decrypt", "--age-key", "k", "f"])
        == .secrets(.decrypt(DecryptCommand(file: "f", keys: ["k"]))))
    #expect(
      try Arguments.parse(["secrets", "encrypt", "f", "--age", "r", "--age=s", "-i"])
        == .secrets(.encrypt(EncryptCommand(file: "f", inPlace: true, recipients: ["r", "s"]))))
    let rule = EncryptCommand.Rule(name: "encrypted_regex", text: "^a")
    #expect(
      try Arguments.parse(["secrets", "encrypt", "--encrypted-regex=^a", "f", "--as=json"])
        == .secrets(.encrypt(EncryptCommand(file: "f", format: .json, rule: rule))))
    #expect(
      try Arguments.parse(["secrets", "update-keys", "--yes"])
        == .secrets(.updateKeys(UpdateKeysCommand(files: [], isAgreed: true))))
    let target = ValueTarget(file: "f", key: "a.b", format: nil, keys: [])
    #expect(
      try Arguments.parse(["secrets", "set", "f", "a.b"])
        == .secrets(.set(SetCommand(target: target))))
    #expect(try Arguments.parse(["secrets", "set", "--help"]) == .secretsHelp)
  }

  @Test("reads what is looked at in a repository") func check() throws {
    #expect(try Arguments.parse(["secrets", "check"]) == .check(CheckCommand()))
    var command = CheckCommand(lost: .host("media"), json: true, keys: ["a", "b"])
    command.check.source = .commit("HEAD~1")
    command.check.folder = "x"
    #expect(
      try Arguments.parse(
        ["secrets", "check", "--age-key=a", "--commit", "HEAD~1", "x", "--json", "--age-key", "b"]
          + ["--lost-host", "media"]) == .check(command))
    var staged = CheckCommand()
    (staged.check.source, staged.check.history) = (.staged, true)
    #expect(try Arguments.parse(["secrets", "check", "--staged", "--history"]) == .check(staged))
    #expect(
      try Arguments.parse(["secrets", "log", "--json", "f"])
        == .log(LogCommand(log: .init(file: "f"), json: true)))
  }

  @Test(
    "is refused where it means nothing",
    arguments: [
      ["deploy"], ["--hots", "x"], ["--host"], ["--host", "--dry-run"], ["--host="], ["run", "x"],
      ["run", "run"], ["plan", "run"], ["run", "plan"], ["--color"], ["--color", "red"],
      ["--json=yes"], ["status", "x"], ["status", "--full"], ["status", "--stack", "a"],
      ["secrets"], ["secrets", "decrypt"], ["secrets", "decrypt", "a", "b"],
      ["secrets", "encrypt"], ["secrets", "decrypt", "--age", "r", "f"],
      ["secrets", "set", "f"], ["secrets", "set", "f", "k", "v"], ["secrets", "edit"],
      ["secrets", "set", "f", "k", "--age-key", "-"], ["secrets", "keygen", "f"],
      ["secrets", "encrypt", "-i", "-"], ["secrets", "edit", "f", "--as", "ini"],
      ["secrets", "encrypt", "f", "--encrypted-regex", "a", "--encrypted-suffix", "b"],
      ["secrets", "decrypt", "--age-key", "-", "-"], ["secrets", "edit", "f", "--yes"],
      ["secrets", "check", "a", "b"], ["secrets", "check", "--commit"],
      ["secrets", "log", "a", "b"],
      ["secrets", "check", "--staged", "--commit", "a"], ["secrets", "log", "--history"],
      ["secrets", "check", "--history", "--lost-host", "a"], ["secrets", "check", "--age", "a"],
      ["--teardown-foreign", "--stack", "a"], ["hold"], ["hold", "--for", "2h"],
      ["hold", "a", "b"], ["hold", "a", "--for"], ["hold", "a", "--for", "2"],
      ["hold", "a", "--for", "0s"], ["hold", "a", "--for", "-2h"], ["hold", "a", "--for", "2 h"],
      ["hold", "a", "--full"], ["hold", "a", "--json"], ["hold", "a", "--stack", "b"], ["resume"],
      ["resume", "a", "--for", "2h"], ["resume", "a", "--reason", "b"], ["retry"],
      ["retry", "a", "--full"], ["retry", "a", "--stack", "b"], ["retry", "a", "b"],
      ["run", "--for", "2h"], ["status", "--reason", "a"],
    ])
  func refused(_ words: [String]) {
    #expect(throws: UsageError.self) { try Arguments.parse(words) }
  }

  @Test("rotates the whole repository where no file is named") func rotate() throws {
    #expect(
      try Arguments.parse(["secrets", "rotate"]) == .secrets(.rotate(RotateCommand(files: []))))
  }

  @Test("says that secrets have no configuration of their own") func secretsConfiguration() {
    let message = "secrets stands first and has no --config: --age-key FILE names the keys"
    #expect(throws: UsageError(message: message)) {
      try Arguments.parse(["secrets", "--config", "c", "edit", "f"])
    }
    #expect(throws: UsageError(message: message)) {
      try Arguments.parse(["secrets", "edit", "--config=c", "f"])
    }
  }

  @Test("says where secrets stands") func secretsLate() {
    #expect(throws: UsageError(message: "secrets stands before all options")) {
      try Arguments.parse(["--config", "c", "secrets", "encrypt"])
    }
  }
}

@Suite("the command line of init") struct InitArgumentsTests {
  private func options(_ words: String...) throws -> SetupOptions? {
    guard case .setup(let command) = try Arguments.parse(["init"] + words) else { return nil }
    return command.options
  }

  @Test("takes remotes and options in any order")
  func order() throws {
    var wanted = SetupOptions()
    wanted.remotes = ["/srv/a.git", "git@git.lan:a.git"]
    wanted.host = "media"
    wanted.yes = true
    wanted.authorityFile = "/root/ca.pem"
    wanted.timer = false
    wanted.hostKeys = ["a", "b"].map { "SHA256:" + String(repeating: $0, count: 43) }
    #expect(
      try options(
        "/srv/a.git", "--host", "media", "--yes", "git@git.lan:a.git", "--ca-file=/root/ca.pem",
        "--host-key", wanted.hostKeys[0], "--no-timer", "--host-key", wanted.hostKeys[1]) == wanted)
  }

  @Test(
    "refuses what it does not know",
    arguments: [
      ["--full"], ["--host"], ["--token-file", "x", "--token-stdin"], ["--host-key", "MD5:ab:cd"],
      ["--token-file", "x", "--token-file", "y"], ["--token-file", "a.lan=x", "--token-file", "y"],
      ["--token-file", "a.lan=x", "--token-file", "A.lan=y"],
    ])
  func refused(_ words: [String]) {
    #expect(throws: UsageError.self) { try Arguments.parse(["init"] + words) }
  }

  @Test("takes a token for each server, and a path as it is")
  func tokens() throws {
    let words = ["--token-file", "git.lan:3000=/root/a=b", "--token-file", "b.lan=c"]
    let files = try #require(try options(words[0], words[1], words[2], words[3])).tokenFiles
    #expect(files.map(\.server) == ["git.lan:3000", "b.lan"])
    #expect(files.map(\.path) == ["/root/a=b", "c"])
    for path in ["/root/a=b", "./a=b", "=b", "a"] {
      #expect(TokenFile(path).server == nil && TokenFile(path).path == path)
    }
  }

  @Test("has a help of its own")
  func help() throws {
    #expect(try Arguments.parse(["init", "--help"]) == .setupHelp)
    #expect(try Arguments.parse(["help", "init"]) == .setupHelp)
    for option in ["--host", "--yes", "--token-file", "--ca-file", "--host-key", "--no-timer"] {
      #expect(Help.setup.contains(option))
    }
  }
}
