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
    let isMissing = Settings.isMissing(configuration)
    var checks = Faults(problems, configuration, isRoot: isRoot, isMissing: isMissing).checks
    if let settings {
      let survey = HostSurvey(settings)
      checks += name(settings) + signers(settings) + permissions(settings) + docker(settings)
      checks += remotes(settings, survey, isWhole: problems.isEmpty)
      checks += keys(settings, survey, isWhole: problems.isEmpty)
      checks += registries(settings, survey) + disk(settings)
      checks += clock(survey) + state(settings)
    } else {
      checks.append(
        Check(
          .configuration, .skipped, "remotes, keys, registries, permissions, disks and state",
          "not looked at: the configuration says where they are",
          isRoot ? "see above" : "sudo converge doctor"))
      checks += docker(nil) + clock(nil)
    }
    // init makes both
    if !isMissing { checks += units() + cycles(settings) }
    return Check.Area.allCases.flatMap { area in checks.filter { $0.area == area } }
  }
}
