internal import Docker
internal import Model
internal import Secrets

/// A cycle at work: what is planned, and what became of it so far.
final class Work {
  let site: Site
  let planner: Planner
  /// Changes where stacks go back to earlier versions.
  var target: Target
  let compose: Compose
  let composeVersion: String?
  let knowledge: Knowledge
  let plan: Plan
  /// The last look at the Engine.
  var observation: Observation
  /// The stacks to apply that Compose understands.
  var jobs: [StackName: StackJob] = [:]
  var outcomes: [StackName: Outcome] = [:]
  /// The earlier versions to mend of stacks that failed.
  var mended: [StackJob] = []
  /// The images to build.
  var builds: [(job: StackJob, services: [String])] = []
  /// What failed, and is to be remembered.
  var failures: [StackName: Failing] = [:]
  /// The stacks that a rail stopped.
  var refused: Set<StackName> = []
  /// What stood where containers look, by path, before a file was written.
  var mountedBefore: [StackName: [String: Knowledge.Inode]] = [:]
  var removals: [(project: String, removal: Removal)] = []

  init(
    site: Site, planner: Planner, target: Target, compose: Compose, composeVersion: String?,
    knowledge: Knowledge, plan: Plan, observation: Observation
  ) {
    self.site = site
    self.planner = planner
    self.target = target
    self.compose = compose
    self.composeVersion = composeVersion
    self.knowledge = knowledge
    self.plan = plan
    self.observation = observation
  }

  var declaration: Declaration { target.declaration }
  var masker: Masker { target.masker }

  /// The stacks still to be applied, with their causes, in the order of the list.
  var pending: [(stack: Stack, causes: [Cause])] {
    plan.pending.filter { outcomes[$0.stack.name] == nil }
  }

  /// Those of them that Compose understands.
  var pendingJobs: [StackJob] { pending.compactMap { jobs[$0.stack.name] } }

  /// Whether a stack goes, or went, back to its last verified version, also where something newer
  /// than what failed cannot be used: its one-shots do not run again.
  func isBroughtBack(_ name: StackName) throws(Failure) -> Bool {
    if target.earlier[name] == nil { return false }
    return try site.record(of: name).heldBack != nil
  }

  /// Records that a stack failed; the others go on.
  func fail(_ name: StackName, _ problem: Problem) {
    outcomes[name] = .failed(problem.masked(by: masker))
    tellFailure(name, problem)
  }

  /// Says in full why the commit's version of a stack failed.
  func tellFailure(_ name: StackName, _ problem: Problem) {
    let words = problem.masked(by: masker).description
    site.reporter.note(Event(.error, words, stack: name.text, commit: target.commit.id.short))
  }

  /// Records a failure of Compose; a signal to stop ends the cycle instead.
  func fail(_ name: StackName, _ error: ComposeError) throws(Failure) {
    try site.interruption.check()
    fail(name, error.problem)
  }

  /// Looks at the Engine again.
  func look() throws(Failure) {
    observation = try site.observe()
  }

  /// Looks at the containers of one stack again.
  func look(at stack: StackName) throws(Failure) -> [Container] {
    try look()
    return observation.containers(of: stack.text)
  }

  func note(_ severity: Event.Severity, _ text: String, _ stack: String?) {
    site.reporter.note(Event(severity, masker.mask(text), stack: stack))
  }
}
