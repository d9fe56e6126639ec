internal import Docker
internal import Model

/// What can fail without harm, before a file of the checkout is written or anything is stopped.
extension Work {
  /// Has Compose read the stacks to apply, from a copy of their files. One whose files are wrong
  /// fails: its folder and its containers stay as they are.
  func resolve() throws(Failure) {
    failUnreadable()
    if pending.isEmpty { return }
    let export = try Export(target.repository, fallback: site.settings.state)
    for (stack, _) in pending { try export.write(stack, of: target) }
    let resolver = ProjectResolver(
      site: site, compose: compose, target: target, knowledge: knowledge,
      observation: observation, root: export.root,
      warnings: Warnings(target: target, reporter: site.reporter))
    let answers = try resolver.resolve(pending)
    for (stack, _) in pending {
      switch answers[stack.name] {
      case .success(let job):
        do {
          let access = try SecretRules.access(of: stack, job.resolved.secrets)
          target.access.merge(access) { _, new in new }
        } catch {
          fail(stack.name, error)
          continue
        }
        jobs[stack.name] = try isBroughtBack(stack.name) ? job.withoutOneShots : job
      case .failure(let problem): fail(stack.name, problem)
      case nil: fail(stack.name, Problem("was not reached"))
      }
    }
    failCircles()
    try checkDigests()
    try checkHooks()
  }

  /// The plan's stacks that cannot be brought up.
  private func failUnreadable() {
    var told: Set<StackName> = []
    for step in plan.stacks {
      switch step {
      case .fail(let name, let problem): fail(name, problem)
      case .wait(let name, let failing):
        failLater(name, failing)
        told.insert(name)
      default: break
      }
    }
    let earlier = target.earlier.filter { !told.contains($0.key) }
    for (name, version) in earlier.sorted(by: { $0.key.text < $1.key.text }) {
      switch version.reason {
      case .unusable(let problem): tellFailure(name, problem)
      case .failing(let failing): failLater(name, failing)
      case .heldBack: break
      }
    }
  }

  /// Says when what failed a while ago is tried again.
  private func failLater(_ name: StackName, _ failing: Failing) {
    if target.earlier[name] == nil { outcomes[name] = .failed(failing.problem) }
    site.reporter.note(
      Event(.warning, "\(failing.reason); \(failing.words())", stack: name.text, stage: .plan))
  }

  private func failCircles() {
    for (name, circle) in StackOrder(jobs.mapValues(\.resolved)).circles {
      let names = circle.map(\.text).joined(separator: ", ")
      jobs[name] = nil
      fail(
        name,
        Problem(
          "\(names) wait for each other: each uses a network or volume that another one makes",
          hint: "let one of them make it, or none: an external one that is made by hand"))
    }
  }
}
