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
  /// "--config", "-v" and the like.
  static var options: Set<String> {
    Set(words(Help.text + " " + Help.secrets, of: isOptionPart).filter(isOption))
  }

  static func isOption(_ word: String) -> Bool {
    word.hasPrefix("--") ? word.count > 3 : word.hasPrefix("-") && word.count == 2
  }

  /// "plan", "secrets" and the like; of `secrets` its own.
  static var commands: Set<String> {
    var commands: Set<String> = []
    for line in (Help.text + "\n" + Help.secrets).split(separator: "\n") {
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
    return commands.union(["secrets"]).subtracting(["makes"])
  }

  /// "0", "64", "128+n" and the like.
  static var exits: Set<String> {
    let part = Help.text.split(separator: "exit codes:").last ?? ""
    return Set(
      part.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        .filter { $0.first?.isNumber == true })
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

  @Test("completions for fish offer every command and option") func fish() throws {
    let words = words(try file("completions/converge.fish"), of: isOptionPart)
    let pairs = zip(words, words.dropFirst())
    let long = pairs.filter { $0.0 == "-l" }.map { "--\($0.1)" }
    let short = pairs.filter { $0.0 == "-s" }.map { "-\($0.1)" }
    #expect(Promised.options.subtracting(long + short) == [])
    #expect(Promised.commands.subtracting(pairs.filter { $0.0 == "-a" }.map(\.1)) == [])
  }
}
