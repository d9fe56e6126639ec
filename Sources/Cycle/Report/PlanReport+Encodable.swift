internal import Checkout
internal import Model

/// The form of `converge plan --json`.
extension PlanReport: Encodable {
  /// The version of the format.
  public static let version = 1

  enum Key: String, CodingKey {
    case version, host, commit, checkout, decrypt, teardown, stacks
    case teardownSuspended, teardownRefused, teardownLimit, remoteReached, alarms
    case isEmpty, exitCode
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(PlanReport.version, forKey: .version)
    try fields.encode(host, forKey: .host)
    try fields.encode(commit, forKey: .commit)
    try fields.encode(checkout.map(\.description), forKey: .checkout)
    try fields.encode(decrypt, forKey: .decrypt)
    switch teardown {
    case .suspended(let reason):
      try fields.encode(reason, forKey: .teardownSuspended)
      try fields.encode([Project](), forKey: .teardown)
    case .refused(let projects, let limit):
      try fields.encode(projects, forKey: .teardownRefused)
      try fields.encode(limit, forKey: .teardownLimit)
      try fields.encode([Project](), forKey: .teardown)
    case .projects(let steps): try fields.encode(steps.map(Project.init), forKey: .teardown)
    }
    try fields.encode(stacks, forKey: .stacks)
    try fields.encode(remoteReached, forKey: .remoteReached)
    if !alarms.isEmpty { try fields.encode(alarms, forKey: .alarms) }
    try fields.encode(isEmpty, forKey: .isEmpty)
    try fields.encode(exitCode, forKey: .exitCode)
  }

  private struct Project: Encodable {
    let project: String
    let action: String
    let reason: String

    init(_ step: ProjectStep) {
      (project, reason) = (step.project, step.reason)
      if case .remove = step { action = "remove" } else { action = "leave" }
    }
  }
}

extension StackPlan: Encodable {
  enum Key: String, CodingKey {
    case name, action, causes, services, problem, hold, heldBack, hooks, digests, previousDigests
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    switch action {
    case .keep: try fields.encode("keep", forKey: .action)
    case .apply(let causes, let services):
      try fields.encode("apply", forKey: .action)
      try fields.encode(causes.map(Reason.init), forKey: .causes)
      try fields.encode(services.map(Service.init), forKey: .services)
    case .fail(let problem):
      try fields.encode("fail", forKey: .action)
      try fields.encode("\(problem)", forKey: .problem)
    case .hold(let hold):
      try fields.encode("hold", forKey: .action)
      try fields.encode(hold, forKey: .hold)
    }
    try fields.encodeIfPresent(heldBack, forKey: .heldBack)
    if !hooks.isEmpty { try fields.encode(hooks, forKey: .hooks) }
    try fields.encodeIfPresent(digests, forKey: .digests)
    try fields.encodeIfPresent(previous, forKey: .previousDigests)
  }

  private struct Reason: Encodable {
    let kind: String
    let text: String

    init(_ cause: Cause) { (kind, text) = (cause.kind, cause.description) }
  }

  private struct Service: Encodable {
    let name: String
    let action: String
    /// What is done if Compose leaves its containers alone.
    let reaction: String
    let causes: [Reason]

    init(_ step: ServiceStep) {
      name = step.service
      action = step.isNew && step.action == .update ? "create" : step.action.word
      reaction = step.reaction.word
      causes = step.causes.map(Reason.init)
    }
  }
}

extension ServiceStep.Action {
  fileprivate var word: String {
    switch self {
    case .update: "update"
    case .run: "run"
    case .probe: "probe"
    case .rest: "rest"
    case .leave: "leave"
    case .remove: "remove"
    }
  }
}

extension ChangeReaction {
  fileprivate var word: String {
    switch self {
    case .recreate: "recreate"
    case .restart: "restart"
    case .signal(let signal): "signal \(signal)"
    case .ignore: "ignore"
    }
  }
}
