internal import Cycle
internal import Model
internal import Posix

/// Compose projects that run here and are not declared: a person says what becomes of each.
extension Onboarding {
  /// What becomes of a project.
  enum Fate: Equatable {
    /// It stays, and every report names it.
    case keep
    /// The configuration names it, and nothing ever touches it.
    case protect
    /// The first cycle removes it.
    case remove

    init?(_ answer: String) {
      switch answer.lowercased() {
      case "", "k", "keep": self = .keep
      case "p", "protect": self = .protect
      case "r", "remove": self = .remove
      default: return nil
      }
    }
  }

  /// Asks what becomes of each project; with --yes they stay.
  func settle(_ look: Look) throws(Failure) -> [String: Fate] {
    let running = look.plan?.found ?? []
    guard look.first?.isFirst == true, !running.isEmpty else { return [:] }
    person.title("projects that run here and are not declared")
    if isAsking {
      person.tell("keep: it stays, and every report names it; protect: nothing ever touches it;")
      person.tell("remove: the first cycle stops and removes it, its volumes stay")
    }
    var fates: [String: Fate] = [:]
    for project in running {
      let fate = try fate(of: project)
      fates[project] = fate
      person.tell("\(project): \(words(fate))")
    }
    return fates
  }

  private func fate(of project: String) throws(Failure) -> Fate {
    while true {
      guard let answer = try ask("\(project): keep, protect or remove? [keep] ") else {
        return .keep
      }
      if let fate = Fate(answer) { return fate }
    }
  }

  private func words(_ fate: Fate) -> String {
    switch fate {
    case .keep: "stays, and every report names it until it is declared"
    case .protect where isFixed: "stays for now"
    case .protect: "is protected: nothing ever touches it"
    case .remove: "is removed by the first cycle; its volumes stay"
    }
  }

  /// Names protected projects in the configuration.
  func protect(_ fates: [String: Fate]) throws(Failure) {
    let projects = fates.filter { $0.value == .protect }.keys.sorted()
    guard !projects.isEmpty else { return }
    guard !isFixed else {
      person.warn(
        "protected for good only with this in \(place.configuration): protect: [\(projects.joined(separator: ", "))]"
      )
      return
    }
    configuration?.protect += projects
  }

  /// Takes note of what the first cycle leaves alone, where it removes others.
  func remember(_ fates: [String: Fate], _ look: Look) throws(Failure) {
    guard fates.values.contains(.remove) else { return }
    var options = look.options
    options.configuration = place.configuration
    let kept = Set(fates.filter { $0.value != .remove }.keys)
    try Cycle.remember(found: kept, options, reporter: quiet)
  }
}

extension PlanReport {
  /// Projects that were found here and are not declared.
  var found: [String] {
    guard case .projects(let steps) = teardown else { return [] }
    return steps.compactMap { if case .leaveFound(let name) = $0 { name } else { nil } }
  }
}
