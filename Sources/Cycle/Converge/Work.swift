internal import Docker
internal import Git
internal import Model
internal import Posix
internal import Secrets

/// A cycle at work: what is planned, and what became of it so far.
struct Work {
  let site: Site
  let planner: Planner
  let revision: Revision
  let repository: Repository
  let compose: Compose
  /// The last look at the Engine.
  var observation: Observation
  var plan: Plan
  var outcomes: [StackName: Outcome] = [:]
  var removals: [(project: String, removal: Removal)] = []
  /// The stacks that Compose understands and whose images are here.
  var projects: [StackName: ComposeProject] = [:]
  /// Their services, without those of inactive profiles.
  var services: [StackName: Set<String>] = [:]
  /// What the decrypted files say, by the plaintext's path.
  var secrets: [String: Dotenv] = [:]
  var masker = Masker()
  var builds: BuildLedger

  var declaration: Declaration { planner.declaration }

  /// The stacks still to be brought up, with their causes, in the order of the list.
  var pending: [(stack: Stack, cause: Cause)] {
    plan.stacks.compactMap { step in
      guard case .up(let stack, let cause) = step, outcomes[stack.name] == nil else { return nil }
      return (stack, cause)
    }
  }

  /// Records that a stack failed; the others go on.
  mutating func fail(_ name: StackName, _ problem: Problem) {
    var masked = problem
    masked.message = masker.mask(problem.message)
    masked.hint = problem.hint.map(masker.mask)
    outcomes[name] = .failed(masked)
    site.reporter.note(Event(.error, masked.description, stack: name.text))
  }

  /// Looks at the Engine again.
  mutating func look() throws(Failure) {
    observation = try site.observe()
  }

  /// Goes through what is left of the plan's stacks that cannot be brought up.
  mutating func failUnreadable() {
    for case .fail(let name, let problem) in plan.stacks { fail(name, problem) }
  }

  func note(_ severity: Event.Severity, _ text: String, _ stack: String?) {
    site.reporter.note(Event(severity, masker.mask(text), stack: stack))
  }
}
