internal import Cycle
internal import Model
internal import Posix

/// Looks at all that a cycle needs, and changes nothing. What cannot be looked at is told, and does
/// not keep the rest from being looked at.
public struct Doctor {
  /// Seconds that a remote or a registry has to answer.
  public static let patience = 10.0

  let configuration: String
  let runFolder: String
  let isRoot: Bool
  let now: Int64

  /// - Parameters:
  ///   - configuration: the path of the host's configuration.
  ///   - runFolder: where cycles leave their status.
  ///   - isRoot: whether everything may be looked at; nil: as this process may.
  ///   - now: seconds since 1970-01-01T00:00:00Z; nil: as the clock says.
  public init(
    configuration: String, runFolder: String = "/run/converge", isRoot: Bool? = nil,
    now: Int64? = nil
  ) {
    self.configuration = configuration
    self.runFolder = runFolder
    self.isRoot = isRoot ?? Host.isRoot
    self.now = now ?? WallClock.now
  }

  /// All that was found, in the order of the areas.
  public func examine() -> [Check] {
    let (settings, problems) = Settings.inspect(configuration)
    var checks = Faults(problems, configuration, isRoot: isRoot).checks
    if !isRoot {
      checks.append(
        Check(
          .permissions, .warning, "this user", "not root: much cannot be looked at",
          "sudo converge doctor"))
    }
    if let settings {
      let survey = HostSurvey(settings)
      checks += permissions(settings) + docker(settings) + remotes(settings, survey)
      checks += keys(settings, survey) + registries(settings, survey) + disk(settings)
      checks += clock(survey)
    } else {
      let words = "not looked at: there is no configuration that says where they are"
      checks.append(Check(.remotes, .warning, "remotes, keys and disks", words, "see above"))
      checks += docker(nil) + clock(nil)
    }
    // before it is set up, one thing is to be done
    if !Settings.isMissing(configuration) { checks += units() + cycles(settings) }
    return Check.Area.allCases.flatMap { area in checks.filter { $0.area == area } }
  }
}

/// What is wrong with the configuration.
struct Faults {
  private let problems: [String]
  private let path: String
  private let isRoot: Bool

  /// - Parameters:
  ///   - problems: a line for each.
  ///   - path: of the configuration.
  init(_ problems: [String], _ path: String, isRoot: Bool) {
    (self.problems, self.path, self.isRoot) = (problems, path, isRoot)
  }

  var checks: [Check] {
    if problems.isEmpty { return [Check(.configuration, .ok, path, "valid")] }
    return problems.map { problem in
      let (subject, problem) = place(problem)
      if !isRoot, problem.hasSuffix("permission denied") {
        return Check(.configuration, .warning, subject, problem, "sudo converge doctor")
      }
      let parts = Faults.parts(problem)
      if let advice = parts.advice {
        let area: Check.Area = advice.hasPrefix("converge ") ? .configuration : .permissions
        return Check(area, .error, subject, parts.found, advice)
      }
      return Check(.configuration, .error, subject, problem, "correct it there")
    }
  }

  /// What is wrong with a file's mode or owner, and the command that mends it.
  static func parts(_ problem: String) -> (found: String, advice: String?) {
    for command in [": chmod ", ": chown ", "; converge init"] {
      guard let range = problem.firstRange(of: command) else { continue }
      let advice = problem[problem.index(range.lowerBound, offsetBy: 2)...]
      return (String(problem[..<range.lowerBound]), String(advice))
    }
    return (problem, nil)
  }

  /// "file:3:5: what is wrong" in two.
  private func place(_ problem: String) -> (subject: String, problem: String) {
    guard problem.hasPrefix("\(path):"), let colon = problem.firstRange(of: ": ") else {
      return (path, problem)
    }
    return (String(problem[..<colon.lowerBound]), String(problem[colon.upperBound...]))
  }
}
