internal import Docker
internal import Git
internal import Model

/// The same line as a cycle's, cut off after the plan: nothing changes but Git's object database.
extension Cycle {
  /// Says what a cycle would do.
  ///
  /// - Returns: the exit code: 0 where nothing is to be done, 2 where something is.
  /// - Throws: as `run`.
  static func plan(_ options: Options, reporter: Reporter) throws(Failure) -> Int32 {
    let site = try Site.open(try load(options), options, reporter)
    do {
      return try plan(site)
    } catch {
      throw site.interruption.naming(error)
    }
  }

  private static func plan(_ site: Site) throws(Failure) -> Int32 {
    try site.readRequests()
    var (repository, revision) = try site.pull()
    (repository, revision) = try site.complete(repository, revision)
    site.warn(of: revision.twin)
    let observation = try site.observe()
    let target = try site.target(revision, repository)
    let changes = try site.plannedChanges(target)
    let planner = site.planner(target.declaration, observation)
    let knowledge = try site.knowledge(
      target, isFullPass: site.options.full, replaced: site.replaced(by: changes, target))
    let plan = planner.plan(observation, knowledge)
    let report = PlanReport(
      host: site.host, commit: revision.commit.note,
      checkout: changes, decrypt: target.outdated.map(\.path),
      teardown: plan.teardown,
      stacks: try site.stackPlans(plan, target, knowledge, observation),
      remoteReached: revision.remoteReached,
      alarms: site.surveyed(revision, repository).alarms)
    site.reporter.plan(report)
    return report.exitCode
  }
}

extension Site {
  /// What becomes of each stack, its services included.
  fileprivate func stackPlans(
    _ plan: Plan, _ target: Target, _ knowledge: Knowledge, _ observation: Observation
  ) throws(Failure) -> [StackPlan] {
    let pending = plan.pending
    let answers = pending.isEmpty ? [:] : try answers(pending, target, knowledge, observation)
    var result: [StackPlan] = []
    for step in plan.stacks {
      var plan = try stackPlan(of: step, answers[step.name], target, knowledge, observation)
      if case .heldBack(let heldBack, _) = target.earlier[step.name]?.reason {
        plan.heldBack = heldBack
      }
      try addOwedHook(to: &plan, step.name)
      result.append(plan)
    }
    return result
  }

  private func stackPlan(
    of step: StackStep, _ answer: Result<StackJob, Problem>?, _ target: Target,
    _ knowledge: Knowledge, _ observation: Observation
  ) throws(Failure) -> StackPlan {
    let name = step.name.text
    if let problem = target.earlier[step.name]?.reason.problem {
      return StackPlan(name, .fail(problem.masked(by: target.masker)))
    }
    let previous = knowledge.receipts[step.name]?.digests
    switch step {
    case .keep:
      return StackPlan(name, .keep, digests: knowledge.digests[step.name], previous: previous)
    case .wait(_, let failing):
      return StackPlan(name, .fail(failing.problem), previous: previous)
    case .fail(_, let problem):
      return StackPlan(name, .fail(problem.masked(by: target.masker)), previous: previous)
    case .hold(_, let hold): return StackPlan(name, .hold(hold), previous: previous)
    case .apply(let stack, let causes):
      let answer = try refused(answer, target, observation)
      return try stackPlan(stack, causes, answer, target, previous)
    }
  }

  /// A `post-deploy` hook that failed, or that a killed cycle owes.
  private func addOwedHook(to plan: inout StackPlan, _ name: StackName) throws(Failure) {
    let hook = Hook.postDeploy.rawValue
    switch plan.action {
    case .keep, .apply:
      if !plan.hooks.contains(hook), try record(of: name).owesPostDeploy { plan.hooks.append(hook) }
    case .fail, .hold: break
    }
  }

  /// A stack that would not come up, as far as that is known before its images are here.
  private func refused(
    _ answer: Result<StackJob, Problem>?, _ target: Target, _ observation: Observation
  ) throws(Failure) -> Result<StackJob, Problem>? {
    guard case .success(let job) = answer else { return answer }
    do {
      _ = try SecretRules.access(of: job.stack, job.resolved.secrets)
    } catch {
      return .failure(error)
    }
    let rails = Rails(site: self, target: target, observation: observation)
    switch try rails.digest(job) {
    case .pass: break
    case .warn(let problem):
      reporter.note(
        Event(.warning, "\(problem)", stack: job.name.text).masked(by: target.masker))
    case .refuse(let problem): return .failure(problem)
    }
    if let obstacle = try hookObstacle(job, target) { return .failure(obstacle) }
    if let problem = try rails.refusal(job) { return .failure(problem) }
    return .success(target.isHeldBack(job.name) ? job.withoutOneShots : job)
  }

  /// The names of the hooks that would run around a deployment.
  private func dueHooks(_ job: StackJob, _ target: Target) throws(Failure) -> [String] {
    guard try isNewVersion(job, target) else { return [] }
    let hooks = try target.hooks(of: job.name)
    return [.preDeploy, .postDeploy].filter(hooks.contains).map(\.rawValue)
  }

  private func stackPlan(
    _ stack: Stack, _ causes: [Cause], _ answer: Result<StackJob, Problem>?, _ target: Target,
    _ previous: Digests?
  ) throws(Failure) -> StackPlan {
    let causes = causes.masked(by: target.masker)
    switch answer {
    case .success(let job):
      let steps = job.steps.map { step in
        var step = step
        step.causes = step.causes.masked(by: target.masker)
        return step
      }
      return StackPlan(
        stack.name.text, .apply(causes, steps), digests: job.digests, previous: previous,
        hooks: try dueHooks(job, target),
        images: job.resolved.services.filter { !$0.isBuildable }.map(\.image))
    case .failure(let problem):
      let masked = problem.masked(by: target.masker)
      return StackPlan(stack.name.text, .fail(masked), previous: previous)
    case nil: return StackPlan(stack.name.text, .apply(causes, []), previous: previous)
    }
  }

  /// Compose's own reading of the stacks, from a copy of the commit's files.
  private func answers(
    _ pending: [(stack: Stack, causes: [Cause])], _ target: Target, _ knowledge: Knowledge,
    _ observation: Observation
  ) throws(Failure) -> ProjectResolver.Answers {
    let export = try Export(target.repository)
    for (stack, _) in pending { try export.write(stack, of: target) }
    let resolver = ProjectResolver(
      site: self, compose: try compose().0, target: target, knowledge: knowledge,
      observation: observation, root: export.root,
      warnings: Warnings(target: target, reporter: reporter))
    return try resolver.resolve(pending)
  }
}
