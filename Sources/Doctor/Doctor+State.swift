internal import Cycle

/// What cycles remember.
extension Doctor {
  func state(_ settings: Settings) -> [Check] {
    let run = RunFolder(configuration: configuration, root: runFolder)
    let damage = StateSurvey.damage(of: settings, run)
    if damage.isEmpty {
      return [Check(.state, .ok, settings.state, "what is there can be read")]
    }
    return damage.map { damage in
      let problem = damage.problem
      let end = damage.endsCycles ? "; every cycle ends here until it is mended" : ""
      return Check(
        .state, damage.endsCycles ? .error : .warning, problem.place?.file ?? settings.state,
        problem.message + end, problem.hint ?? "see whether it can be read")
    }
  }
}
