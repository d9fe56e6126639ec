/// Decides, from values alone, what a cycle does. The same values give the same plan.
public struct Planner: Sendable {
  public let declaration: Declaration
  /// Compose projects that teardown never touches.
  public let protected: Set<String>
  /// Projects that ran here before the first cycle.
  public let found: Set<String>
  /// The stacks a person asked for; nil for all of them. A limited run tears nothing down.
  public let selection: Set<StackName>?
  /// The stacks and projects that a person works on now: they are left alone.
  public let holds: [StackName: Hold]
  /// How many projects are removed at once, at most; nil for any number.
  public let teardownLimit: Int?

  public init(
    declaration: Declaration, protected: Set<String>, found: Set<String>,
    selection: Set<StackName>? = nil, holds: [StackName: Hold] = [:], teardownLimit: Int? = nil
  ) {
    self.declaration = declaration
    self.protected = protected
    self.found = found
    self.selection = selection
    self.holds = holds
    self.teardownLimit = teardownLimit
  }

  /// The whole plan.
  ///
  /// - Parameters:
  ///   - observation: what exists on the Engine.
  ///   - knowledge: what was applied before, and what differs since.
  public func plan(_ observation: Observation, _ knowledge: Knowledge) -> Plan {
    Plan(
      teardown: teardown(observation),
      stacks: declaration.stacks.filter { isSelected($0.name) }.map { stack in
        step(for: stack, observation, knowledge)
      })
  }

  /// What becomes of undeclared projects, in alphabetical order: a container or a network with
  /// the label of a project makes it exist.
  public func teardown(_ observation: Observation) -> Teardown {
    if selection != nil { return .suspended(reason: "this run is limited to some stacks") }
    let missing = declaration.missing
    if !missing.isEmpty {
      let names = missing.map(\.folder).joined(separator: ", ")
      return .suspended(reason: "\(names) listed but not in the repository")
    }
    let teardown = Teardown.projects(steps(observation))
    // an empty list is written on purpose: whoever writes it means everything
    guard let teardownLimit, !declaration.stacks.isEmpty, teardown.removed.count > teardownLimit
    else { return teardown }
    return .refused(teardown.removed, limit: teardownLimit)
  }

  /// The projects that nothing keeps from being removed, as soon as anything is.
  public func undeclared(_ observation: Observation) -> [String] {
    Teardown.projects(steps(observation)).removed
  }

  private func steps(_ observation: Observation) -> [ProjectStep] {
    steps(for: observation.projects.subtracting(declaration.stacks.map(\.name.text)))
  }

  /// What becomes of projects that are not declared, one by one, in alphabetical order.
  public func steps(for projects: Set<String>) -> [ProjectStep] { projects.sorted().map(step) }

  private func step(for project: String) -> ProjectStep {
    if protected.contains(project) { return .leaveProtected(project) }
    if StackName(project).map({ holds[$0] != nil }) == true { return .leaveOnHold(project) }
    if found.contains(project) { return .leaveFound(project) }
    return .remove(project, .notDeclared(host: declaration.host))
  }

  private func step(
    for declared: DeclaredStack, _ observation: Observation, _ knowledge: Knowledge
  ) -> StackStep {
    if let hold = holds[declared.name] { return .hold(declared.name, hold) }
    switch declared.content {
    case .unreadable(let problem), .missing(let problem): return .fail(declared.name, problem)
    case .readable(let stack):
      if let problem = knowledge.unreadable[stack.name] { return .fail(stack.name, problem) }
      if let failing = knowledge.waiting[stack.name] { return .wait(stack.name, failing) }
      let causes = StackComparison(stack.name, observation, knowledge).causes
      return causes.isEmpty ? .keep(stack) : .apply(stack, causes)
    }
  }

  private func isSelected(_ name: StackName) -> Bool {
    selection.map { $0.contains(name) } ?? true
  }
}
