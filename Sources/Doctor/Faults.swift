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
      let parts = Faults.parts(problem)
      if let advice = parts.advice {
        guard told.insert(Faults.target(of: advice)).inserted else { return nil }
        return Check(.permissions, .error, subject, parts.found, advice)
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

  /// What a command is for: two rules may want the same of one file.
  private static func target(of command: String) -> String {
    let words = command.split(separator: " ")
    return "\(words.first ?? "") \(words.last ?? "")"
  }

  /// "file:3:5: what is wrong" in two.
  private func place(_ problem: String) -> (subject: String, problem: String) {
    guard problem.hasPrefix("\(path):"), let colon = problem.firstRange(of: ": ") else {
      return (path, problem)
    }
    return (String(problem[..<colon.lowerBound]), String(problem[colon.upperBound...]))
  }
}
