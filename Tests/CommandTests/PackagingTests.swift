import Cycle
import TestSupport
import Testing

@testable import converge

/// The words of `text` that `isPart` makes up.
private func words(_ text: String, of isPart: (Character) -> Bool) -> [String] {
  text.split { !isPart($0) }.map(String.init)
}

private func isOptionPart(_ letter: Character) -> Bool {
  letter == "-" || letter.isASCII && (letter.isLetter || letter.isNumber)
}

/// What the help names, and the page and the completions must name too.
private enum Promised {
  private static let help = [Help.text, Help.secrets, Help.setup].joined(separator: "\n")

  /// "--config", "-v" and the like.
  static var options: Set<String> {
    Set(words(help, of: isOptionPart).filter(isOption))
  }

  static func isOption(_ word: String) -> Bool {
    word.hasPrefix("--") ? word.count > 3 : word.hasPrefix("-") && word.count == 2
  }

  /// "plan", "secrets" and the like; of `secrets` its own.
  static var commands: Set<String> {
    var commands: Set<String> = []
    for line in help.split(separator: "\n") {
      var words = line.split(separator: " ").filter { $0 != "usage:" }
      guard words.first == "converge" else { continue }
      words.removeFirst()
      if words.first == "secrets" { words.removeFirst() }
      guard let word = words.first?.drop(while: { $0 == "[" }) else { continue }
      let command = word.prefix { isOptionPart($0) }
      if command.count == word.count || word.hasSuffix("]"), command.first?.isLowercase == true {
        commands.insert(String(command))
      }
    }
    return commands.union(["secrets"]).subtracting(["makes", "this"])
  }

  /// "0", "64", "128+n" and the like.
  static var exits: Set<String> {
    let parts = [Help.text, Help.setup].compactMap { $0.split(separator: "exit codes:").last }
    let lines = parts.flatMap { $0.split(separator: "\n") }
    return Set(
      lines.compactMap { $0.split(separator: " ").first.map(String.init) }
        .filter { $0.first?.isNumber == true })
  }
}

/// A shell, its completions, and what makes them print the names of stacks.
struct CompletingShell: Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  let options: [String]
  let command: String
  var testDescription: String { name }

  static let all = [
    CompletingShell(
      name: "bash", file: "converge.bash", options: ["--norc", "-c"],
      command: "source ./completions; _converge_stacks"),
    // its last line completes, which only the shell itself can ask for
    CompletingShell(
      name: "zsh", file: "_converge", options: ["-f", "-c"],
      command: "source =(sed '$d' completions); _describe() { print -l ${(P)4} }; _converge_stacks"),
    CompletingShell(
      name: "fish", file: "converge.fish", options: ["--no-config", "-c"],
      command: "source ./completions; __converge_stacks"),
  ]
  /// Those that are installed here.
  static var here: [CompletingShell] {
    all.filter { (try? run(["sh", "-c", "command -v \($0.name)"]))?.status == 0 }
  }
}

@Suite("The package's") struct PackagingTests {
  /// The text of a file in scripts/packaging.
  private func file(_ name: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    return try #require(read("\(root)/scripts/packaging/\(name)"))
  }

  /// The words that stand behind a macro of mdoc(7).
  private func behind(_ macro: String, _ page: String) -> Set<String> {
    let words = page.split { " \n".contains($0) }.map(String.init)
    let pairs = zip(words, words.dropFirst())
    return Set(pairs.filter { $0.0 == macro || $0.0 == ".\(macro)" }.map(\.1))
  }

  @Test("page tells every command, option and exit code that the help tells") func page() throws {
    let page = try file("converge.1")
    #expect(Promised.options.subtracting(behind("Fl", page).map { "-\($0)" }) == [])
    #expect(Promised.commands.subtracting(behind("Cm", page)) == [])
    #expect(Promised.exits.subtracting(behind("It", page)) == [])
    #expect(Promised.options.isSuperset(of: ["--config", "--mac-only-encrypted", "-v", "-i"]))
    #expect(Promised.commands.isSuperset(of: ["run", "hold", "secrets", "keygen", "update-keys"]))
    #expect(Promised.exits.isSuperset(of: ["0", "64", "128+n"]))
  }

  @Test("completions offer every command and option", arguments: ["converge.bash", "_converge"])
  func completions(_ name: String) throws {
    let offered = Set(words(try file("completions/\(name)"), of: isOptionPart))
    #expect(Promised.options.union(Promised.commands).subtracting(offered) == [])
  }

  @Test(
    "completions offer the stacks that the last run left, what else stays or is on hold, and a clone's",
    arguments: CompletingShell.here)
  func stacks(_ shell: CompletingShell) throws {
    let folder = try TestSupport.Folder("completions")
    var status = HostStatus(
      host: "media", branch: "main",
      commit: CommitNote(id: "1", author: "\"name\" : \"ann\"", subject: "s", time: 1), started: 1,
      finished: 2, exitCode: 0, result: "\n\"name\" : \"no\"")
    status.stacks = [StackStatus("web", .unchanged), StackStatus("db_2", .failed)]
    status.left = ["old", "older-1"]
    try write(
      String(decoding: try #require(JSON.document(status)), as: UTF8.self),
      to: folder["status.json"])
    let text = try file("completions/\(shell.file)")
    try write(
      text.replacing("/run/converge/status.json", with: folder["status.json"])
        .replacing("/var/lib/converge/state", with: folder["state"]),
      to: folder["completions"])
    func offered() throws -> [String] {
      let output = try run(
        ["env", "-C", folder.path, shell.name] + shell.options + [shell.command],
        environment: plainEnvironment)
      return output.stdout.split(separator: "\n").map(String.init)
    }
    #expect(try offered().sorted() == ["db_2", "old", "older-1", "web"])
    try hold("lent", "gone_2", in: folder)
    #expect(try offered().sorted() == ["db_2", "gone_2", "lent", "old", "older-1", "web"])
    try must(["rm", "-r", folder["state"]])
    try must(["mkdir", "-p", folder["host/nas"]])
    try write("- 'photos'\n# no\n- dns  # yes\n", to: folder["host/nas/stacks.yaml"])
    try must(["rm", folder["status.json"]])
    #expect(try offered() == ["photos", "dns"])
  }

  /// Puts projects on hold, with a reason that looks like one.
  private func hold(_ projects: String..., in folder: TestSupport.Folder) throws {
    let lines = ["remotes: [{url: /srv/git}]", "state: \(folder["state"])"]
    try write(lines.joined(separator: "\n") + "\n", to: folder["converge.yaml"], mode: 0o600)
    for project in projects {
      try must([
        Program.converge, "hold", project, "--reason", "\n    \"no\" : {", "--config",
        folder["converge.yaml"],
      ])
    }
  }

  @Test("completions for fish offer every command and option") func fish() throws {
    let words = words(try file("completions/converge.fish"), of: isOptionPart)
    let pairs = zip(words, words.dropFirst())
    let long = pairs.filter { $0.0 == "-l" }.map { "--\($0.1)" }
    let short = pairs.filter { $0.0 == "-s" }.map { "-\($0.1)" }
    #expect(Promised.options.subtracting(long + short) == [])
    #expect(Promised.commands.subtracting(pairs.filter { $0.0 == "-a" }.map(\.1)) == [])
  }
}
