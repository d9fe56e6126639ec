internal import Docker
internal import Model
internal import Posix

/// Removing what is not declared: first whole projects, as Compose sees them, then by labels
/// whatever that missed. Volumes are never removed.
extension Work {
  func tearDown() throws(Failure) {
    site.reportWhatStays(plan.teardown, planner, observation)
    let projects = plan.teardown.removed
    if projects.isEmpty { return }
    site.reporter.progress(.stage(.teardown))
    for project in projects {
      try site.check()
      if try isHeld(project) { continue }
      if let problem = try runPreTeardown(project) {
        note(.error, "\(problem)", project)
        removals.append((project, .failed(problem.masked(by: masker))))
        continue
      }
      // the hook may have taken its time
      if try isHeld(project) { continue }
      let cause = Cause.notDeclared(host: declaration.host)
      site.reporter.note(
        Event(
          .notice, "removing: \(cause)", stack: project, cause: "\(cause)", stage: .teardown))
      site.reporter.progress(.doing(stack: project, "removing"))
      takeDown(project)
    }
    try site.check()
    try look()
    for project in projects where isBegun(project) {
      removeLeftovers(of: project)
    }
    try look()
    for project in projects where isBegun(project) {
      try conclude(project)
      site.reporter.progress(.done(stack: project))
    }
  }

  /// The projects that were to be removed and still exist, with why.
  var notRemoved: [String: String] {
    var result: [String: String] = [:]
    for case (let project, .failed(let problem)) in removals { result[project] = "\(problem)" }
    switch plan.teardown {
    case .refused(let projects, let limit):
      for project in projects { result[project] = Teardown.refusal(limit: limit) }
    case .suspended(let reason) where planner.selection == nil:
      for project in planner.undeclared(observation) { result[project] = reason }
    case .suspended, .projects: break
    }
    return result
  }

  /// Whether a person keeps a project from being removed, as of now.
  private func isHeld(_ project: String) throws(Failure) -> Bool {
    try site.readHolds()
    return StackName(project).map(site.isOnHold) ?? false
  }

  /// Whether neither a person nor a hook keeps a project from being removed.
  private func isBegun(_ project: String) -> Bool {
    StackName(project).map { !site.isOnHold($0) } ?? true
      && !removals.contains { $0.project == project }
  }

  private func takeDown(_ project: String) {
    // Compose refuses other names, or takes them in lower case, which is another project.
    guard StackName(project) != nil else { return }
    do {
      try compose.down(project, deadline: site.limit(Deadlines.down))
    } catch {
      if error.failure != .stopped { note(.warning, "\(error)", project) }
    }
  }

  /// The second pass: single containers and networks that carry the project's label.
  private func removeLeftovers(of project: String) {
    for container in observation.containers(of: project) {
      attempt("remove the container \(container.name)", project) { engine throws(EngineError) in
        try engine.stop(container.id, seconds: 10)
        try engine.removeContainer(container.id, force: true)
      }
    }
    for network in observation.networks where network.project == project {
      attempt("remove the network \(network.name)", project) { engine throws(EngineError) in
        try engine.removeNetwork(network.id)
      }
    }
  }

  private func attempt(
    _ action: String, _ project: String, _ body: (Engine) throws(EngineError) -> Void
  ) {
    do {
      try body(site.engine)
      note(.info, action.replacingPrefix("remove", with: "removed"), project)
    } catch {
      if !error.isMissing, error.code != .stopped { note(.warning, "\(error)", project) }
    }
  }

  /// Says what is gone, and what stays behind.
  private func conclude(_ project: String) throws(Failure) {
    let containers = observation.containers(of: project).map(\.name)
    let networks = observation.networks.filter { $0.project == project }.map(\.name)
    guard containers.isEmpty && networks.isEmpty else {
      let left = (containers + networks).joined(separator: ", ")
      let problem = Problem(
        "could not remove \(left)",
        hint: "something else may use it; the next cycle tries again")
      note(.error, "\(problem)", project)
      removals.append((project, .failed(problem)))
      return
    }
    if let name = StackName(project) { try site.state.removeReceipt(of: name) }
    removals.append(
      (project, .removed(.notDeclared(host: declaration.host), left: leftovers(of: project))))
  }

  /// Volumes of the project, and what its folder in the checkout still holds.
  private func leftovers(of project: String) -> [String] {
    let volumes = ((try? site.engine.volumes(of: project)) ?? []).map { "volume \($0)" }
    guard let name = StackName(project) else { return volumes }
    return volumes + site.untracked(below: name.folder, of: target)
  }
}

extension String {
  func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
