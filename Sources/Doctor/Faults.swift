internal import Cycle

/// What is wrong with the configuration.
struct Faults {
  private let problems: [String]
  private let path: String
  private let isRoot: Bool
  private let isMissing: Bool

  /// - Parameters:
  ///   - problems: a line for each.
  ///   - path: of the configuration.
  ///   - isMissing: whether there is none.
  init(_ problems: [String], _ path: String, isRoot: Bool, isMissing: Bool = false) {
    (self.problems, self.path, self.isRoot, self.isMissing) = (problems, path, isRoot, isMissing)
  }

  var checks: [Check] {
    if problems.isEmpty { return [Check(.configuration, .ok, path, "valid")] }
    var told: Set<String> = []
    return problems.compactMap { problem in
      let (subject, problem) = place(problem)
      if !isRoot, problem.lowercased().contains("permission denied") {
        return Check(
          .configuration, .skipped, subject, "only root may read it", "sudo converge doctor")
      }
      if isMissing {
        return Check(
          .configuration, .error, path, "is not there: this machine is no host yet",
          "converge init git@github.com:me/infra.git, with your repository's address")
      }
      if let missing = Faults.missing(problem, at: subject) { return missing }
      let parts = Faults.parts(problem)
      if let advice = parts.advice {
        let file = Faults.file(of: advice)
        guard told.insert("\(advice.prefix { $0 != " " }) \(file)").inserted else { return nil }
        return Check(.permissions, .error, file, Faults.words(parts.found, of: file), advice)
      }
      return Check(.configuration, .error, subject, problem, "correct it there")
    }
  }

  /// What is wrong with a file's mode or owner, and the command that mends it.
  static func parts(_ problem: String) -> (found: String, advice: String?) {
    for command in [": chmod ", ": chown "] {
      guard let range = problem.firstRange(of: command) else { continue }
      let advice = problem[problem.index(range.lowerBound, offsetBy: 2)...]
      return (String(problem[..<range.lowerBound]), String(advice))
    }
    return (problem, nil)
  }

  /// A file that is not there, which the configuration names at `place`.
  private static func missing(_ problem: String, at place: String) -> Check? {
    let mark = " is missing: bring it back"
    guard let range = problem.firstRange(of: mark),
      let colon = problem[range].firstIndex(of: ":")
    else { return nil }
    let advice = problem[colon...].dropFirst(2)
    return Check(
      .configuration, .error, String(problem[..<range.lowerBound]),
      "is missing, and \(place) names it", String(advice))
  }

  /// The file that a command is about, its last word: of "chmod 600 '/my key'" it is "/my key".
  private static func file(of command: String) -> String {
    let words = command.split(separator: " ", maxSplits: 2)
    return words.count == 3 ? String(shellWord: words[2]) : command
  }

  /// What was found, without the name of the file that stands before it.
  private static func words(_ found: String, of file: String) -> String {
    if found.hasPrefix("\(file) ") { return String(found.dropFirst(file.count + 1)) }
    return found.replacing(" \(file)", with: " it", maxReplacements: 1)
  }

  /// "file:3:5: what is wrong" in two.
  private func place(_ problem: String) -> (subject: String, problem: String) {
    guard problem.hasPrefix("\(path):"), let colon = problem.firstRange(of: ": ") else {
      return (path, problem)
    }
    return (String(problem[..<colon.lowerBound]), String(problem[colon.upperBound...]))
  }
}
