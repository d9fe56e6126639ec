internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets check`: whether a repository's secrets are as they should be.
struct CheckCommand: Equatable {
  var check = SecretsCheck()
  /// Whose key was lost, where that is asked.
  var lost: SecretsCheck.Lost?
  var json = false
  /// Key files, "-" for standard input; empty: all that a person may have, see ``PersonalKeys``.
  var keys: [String] = []

  /// - Returns: 65 where an error was found.
  func run() -> Int32 {
    let output = LineOutput(verbose: false)
    do throws(Problem) {
      if let lost { return try tell(try check.find(lost), of: lost) }
      let report = try check.run(identities: try identities(output))
      try Streams.deliver(json ? lines(report.findings) : text(report))
      return report.isFaulty ? 65 : 0
    } catch {
      output.show(error)
      return 1
    }
  }

  /// The keys at hand. In a hook before each commit nobody is asked for a passphrase.
  private func identities(_ output: LineOutput) throws(Problem) -> [Identity] {
    Memory.keepFromSwap()
    if keys.isEmpty && check.source == .staged {
      return (try? PersonalKeys.silent().identities()) ?? []
    }
    do {
      return try PersonalKeys.ring(keys).identities()
    } catch {
      let problems = (error as? Failure)?.problems ?? [error as? Problem ?? Problem("\(error)")]
      if !keys.isEmpty, let first = problems.first { throw first }
      for problem in problems { output.show(Problem("no key: \(problem)")) }
      return []
    }
  }

  private func lines(_ values: [some Encodable]) -> [UInt8] {
    values.flatMap { JSON.line($0) ?? [] }
  }

  private func text(_ report: SecretsCheck.Report) -> [UInt8] {
    let lines = report.findings.map { "\($0)".printable } + [Self.summary(report)]
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  static func summary(_ report: SecretsCheck.Report) -> String {
    func counted(_ severity: Finding.Severity) -> String? {
      count(report.findings.count { $0.severity == severity }, severity.rawValue)
    }
    let found = [counted(.error), counted(.warning), counted(.note)].compactMap { $0 }
    let files = count(report.secrets, "encrypted file") ?? "a repository without encrypted files"
    var text =
      (found.isEmpty ? "nothing found" : words(found)) + " in \(files)"
      + (report.secrets == 0 ? "" : count(report.hosts, "host").map { " of \($0)" } ?? "")
    if report.unopened > 0 {
      let all = report.unopened == report.secrets ? "none was" : "\(report.unopened) not"
      text += "; \(all) opened, so their values were not verified (--age-key FILE)"
    }
    return text
  }

  /// "1 error, 2 warnings and 1 note"
  private static func words(_ parts: [String]) -> String {
    let most = parts.dropLast().joined(separator: ", ")
    return most.isEmpty ? parts[0] : "\(most) and \(parts[parts.count - 1])"
  }

  private static func count(_ number: Int, _ word: String) -> String? {
    number == 0 ? nil : Count.words(number, word)
  }

  private func tell(_ host: LostHost, of lost: SecretsCheck.Lost) throws(Problem) -> Int32 {
    let text = LostHostText(host, lost).lines.map { $0.printable + "\n" }.joined()
    try Streams.deliver(json ? lines(host.files) : Array(text.utf8))
    return 0
  }
}
