internal import Git
internal import Model
internal import Posix

/// Programs of the repository that run around what is done to a stack. None runs where an earlier
/// version comes back, or where only drift is mended.
extension Work {
  /// Fails stacks of which a hook could not be started, before anything of them changes.
  func checkHooks() throws(Failure) {
    for job in pendingJobs {
      if let obstacle = try site.hookObstacle(job, target) { fail(job.name, obstacle) }
    }
  }

  /// Runs the `pre-deploy` hooks of the stacks that get another version. Where one fails, its stack
  /// stays as it is.
  func prepare() throws(Failure) {
    try site.readHolds()
    var stacks: [StackName] = []
    for job in pendingJobs where !site.isOnHold(job.name) {
      if try site.isNewVersion(job, target) { stacks.append(job.name) }
    }
    try run(.preDeploy, of: stacks) { name, problem in fail(name, problem) }
  }

  /// Runs the `post-deploy` hooks of the stacks that were verified, also those that a killed cycle
  /// owed them, and those that failed.
  func runPostDeploy() throws(Failure) {
    try site.readHolds()
    var stacks: [StackName] = []
    for name in plan.stacks.map(\.name)
    where !site.isOnHold(name) && outcomes[name]?.failed != true {
      if try site.record(of: name).owesPostDeploy { stacks.append(name) }
    }
    try run(.postDeploy, of: stacks) { name, problem in fail(name, problem) }
    for name in stacks where outcomes[name]?.failed != true {
      try site.change(name) { $0.owesPostDeploy = false }
    }
  }

  /// Whether a stack was deployed whose hook has to run now.
  func owesPostDeploy(_ run: StackRun, _ before: StackRecord) throws(Failure) -> Bool {
    let job = run.job
    guard target.earlier[job.name] == nil,
      before.verified?.deployment != job.digests.deployment
    else { return false }
    return try target.hooks(of: job.name).contains(.postDeploy)
  }

  /// Runs the `pre-teardown` hook of a project, as it was last deployed.
  ///
  /// - Returns: why it failed; nil where it did not, or where there is none.
  func runPreTeardown(_ project: String) throws(Failure) -> Problem? {
    guard let name = StackName(project), let applied = try site.record(of: name).applied,
      let id = ObjectID(hex: applied.commit)
    else { return nil }
    guard let commit = try? target.repository.commit(id) else {
      let words =
        "\(applied.commit.prefix(7)) is not here any more, and so no pre-teardown hook runs"
      note(.warning, words, project)
      return nil
    }
    var result: Problem?
    try run(.preTeardown, of: [name], from: commit.tree) { _, problem in result = problem }
    return result
  }

  private func run(
    _ hook: Hook, of stacks: [StackName], from tree: ObjectID? = nil,
    failed: (StackName, Problem) -> Void
  ) throws(Failure) {
    var rest = stacks[...]
    var running: [StackName: HookRun] = [:]
    try site.crew(
      next: { () throws(Failure) in
        while let name = rest.popFirst() {
          do throws(Problem) {
            guard let run = try self.start(hook, of: name, tree ?? self.target.tree(of: name))
            else {
              continue
            }
            running[name] = run
            return .start(name, run)
          } catch {
            failed(name, error)
          }
        }
        return .nothing
      },
      ended: { (name: StackName) throws(Failure) in
        guard let run = running.removeValue(forKey: name) else { return }
        try self.site.interruption.check()
        self.site.reporter.progress(.done(stack: name.text))
        let (output, failure) = run.result()
        for line in output { self.note(.info, "\(hook.rawValue): \(line)", name.text) }
        if let failure { failed(name, failure) }
      })
  }

  /// Nil where the stack has no such hook.
  private func start(
    _ hook: Hook, of stack: StackName, _ tree: ObjectID
  ) throws(Problem) -> HookRun? {
    let folder = HookFolder(state: site.settings.state)
    do throws(Failure) {
      guard try target.hooks(of: stack, tree).contains(hook) else { return nil }
      try folder.write(stack, tree, target.repository)
      let call = HookCall(
        hook: hook, stack: stack, host: declaration.host, commit: target.commit.id.hex,
        previous: try previous(hook, stack), checkout: site.settings.checkout,
        folder: folder.path(of: stack))
      note(.info, "running its \(hook.rawValue) hook", stack.text)
      site.reporter.progress(.doing(stack: stack.text, hook.rawValue))
      return try startChild(call)
    } catch {
      throw error.problems.first ?? Problem("hook \(hook.rawValue) of \(stack) failed")
    }
  }

  /// The commit that a stack was deployed from before: after the deployment another one than until
  /// then.
  private func previous(_ hook: Hook, _ stack: StackName) throws(Failure) -> String? {
    let record = try site.record(of: stack)
    return hook == .postDeploy ? record.previous : record.applied?.commit
  }

  private func startChild(_ call: HookCall) throws(Failure) -> HookRun {
    do {
      return try HookRun(
        call, site.childEnvironment, keeping: site.lock.raw,
        deadline: site.limit(site.deadlines.hook))
    } catch {
      throw .failed(error)
    }
  }
}
