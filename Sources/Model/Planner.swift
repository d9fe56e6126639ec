/// Decides, from values alone, what a cycle does. The same values give the same plan.
public struct Planner: Sendable {
  public let declaration: Declaration
  /// Compose projects that teardown never touches.
  public let protected: Set<String>
  /// Projects that ran here before the first cycle.
  public let found: Set<String>
  /// The stacks a person asked for; nil for all of them. A limited run tears nothing down.
  public let selection: Set<StackName>?

  public init(
    declaration: Declaration, protected: Set<String>, found: Set<String>,
    selection: Set<StackName>? = nil
  ) {
    self.declaration = declaration
    self.protected = protected
    self.found = found
    self.selection = selection
  }

  /// The whole plan.
  ///
  /// - Parameters:
  ///   - observation: what exists on the Engine.
  ///   - changes: for each stack, what differs in the repository since it was last applied; nil
  ///     where it never was, or where that commit is not known any more.
  public func plan(_ observation: Observation, changes: [StackName: [String]?]) -> Plan {
    Plan(
      teardown: teardown(observation),
      stacks: declaration.stacks.filter { isSelected($0.name) }.map { stack in
        step(for: stack, observation, changes: changes[stack.name] ?? nil)
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
    return .projects(
      observation.projects.subtracting(declaration.stacks.map(\.name.text)).sorted().map(step))
  }

  private func step(for project: String) -> ProjectStep {
    if protected.contains(project) { return .leaveProtected(project) }
    if found.contains(project) { return .leaveFound(project) }
    return .remove(project, .notDeclared(host: declaration.host))
  }

  private func step(
    for declared: DeclaredStack, _ observation: Observation, changes: [String]?
  ) -> StackStep {
    switch declared.content {
    case .unreadable(let problem), .missing(let problem): return .fail(declared.name, problem)
    case .readable(let stack):
      let exists = observation.containers.contains { $0.project == stack.name.text }
      return .up(stack, cause(exists: exists, changes: changes))
    }
  }

  private func cause(exists: Bool, changes: [String]?) -> Cause {
    guard let changes else { return exists ? .notApplied : .firstDeployment }
    if !exists && changes.isEmpty { return .containersMissing }
    return changes.isEmpty ? .unchanged : .changed(changes)
  }

  private func isSelected(_ name: StackName) -> Bool {
    selection.map { $0.contains(name) } ?? true
  }
}
