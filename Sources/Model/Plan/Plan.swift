/// What a cycle is going to do, in order, each step with its cause.
public struct Plan: Equatable, Sendable {
  public var teardown: Teardown
  public var stacks: [StackStep]

  public init(teardown: Teardown, stacks: [StackStep]) {
    self.teardown = teardown
    self.stacks = stacks
  }

  /// One line a step: the stable form that tests compare.
  public var text: String {
    (teardown.lines + stacks.map(\.description)).map { $0 + "\n" }.joined()
  }
}

/// What becomes of the Compose projects that are not declared.
public enum Teardown: Equatable, Sendable {
  /// Nothing is removed in this cycle.
  case suspended(reason: String)
  /// More projects would be removed at once than the host's configuration allows: none is.
  case refused([String], limit: Int)
  case projects([ProjectStep])

  /// The projects to remove.
  public var removed: [String] {
    guard case .projects(let steps) = self else { return [] }
    return steps.compactMap { if case .remove(let name, _) = $0 { name } else { nil } }
  }

  /// The projects that would be removed, were they not too many.
  public var refused: [String] {
    if case .refused(let projects, _) = self { projects } else { [] }
  }

  /// Why each of so many projects is not removed.
  public static func refusal(limit: Int) -> String {
    "more than \(limit) would be removed at once"
  }

  /// Why nothing is removed, as far as the projects are too many: "7 projects, at most 3: a, b".
  public static func refusal(_ projects: [String], limit: Int) -> String {
    let names = projects.joined(separator: ", ")
    return "\(Count.words(projects.count, "project")), at most \(limit): \(names)"
  }

  var lines: [String] {
    switch self {
    case .suspended(let reason): ["suspend teardown: \(reason)"]
    case .refused(let projects, let limit):
      ["refuse teardown: \(Teardown.refusal(projects, limit: limit))"]
    case .projects(let steps): steps.map(\.description)
    }
  }
}

/// What becomes of one Compose project that is not declared.
public enum ProjectStep: Equatable, Sendable, CustomStringConvertible {
  case remove(String, Cause)
  /// It ran here before the first cycle.
  case leaveFound(String)
  /// The host's configuration names it under `protect`.
  case leaveProtected(String)
  /// A person works on it.
  case leaveOnHold(String)

  public var project: String {
    switch self {
    case .remove(let name, _), .leaveFound(let name), .leaveProtected(let name),
      .leaveOnHold(let name):
      name
    }
  }

  /// Why it is removed or left.
  public var reason: String {
    switch self {
    case .remove(_, let cause): "\(cause)"
    case .leaveFound:
      "ran here before the first cycle; declare it, or remove it with --teardown-foreign"
    case .leaveProtected: "protected by this host's configuration"
    case .leaveOnHold(let name): "on hold; converge resume \(name) ends that"
    }
  }

  public var description: String {
    if case .remove = self { return "remove \(project): \(reason)" }
    return "leave \(project): \(reason)"
  }
}

/// What becomes of one declared stack.
public enum StackStep: Equatable, Sendable, CustomStringConvertible {
  /// What runs is what was applied, and that is what is declared.
  case keep(Stack)
  /// At least one cause.
  case apply(Stack, [Cause])
  case fail(StackName, Problem)
  /// It failed a while ago, and is not touched until its time has come.
  case wait(StackName, Failing)
  /// A person works on it: it is left alone.
  case hold(StackName, Hold)

  public var name: StackName {
    switch self {
    case .keep(let stack), .apply(let stack, _): stack.name
    case .fail(let name, _), .wait(let name, _), .hold(let name, _): name
    }
  }

  public var description: String {
    switch self {
    case .keep(let stack): "keep \(stack.name)"
    case .apply(let stack, let causes): "apply \(stack.name): \(causes.words)"
    case .fail(let name, let problem): "fail \(name): \(problem)"
    case .wait(let name, let failing): "wait \(name): \(failing.reason)"
    case .hold(let name, let hold): hold.reason.map { "hold \(name): \($0)" } ?? "hold \(name)"
    }
  }
}

extension [Cause] {
  /// All of them on one line, the first five by name.
  public var words: String {
    let shown = prefix(5).map(\.description).joined(separator: "; ")
    return count > 5 ? "\(shown) and \(count - 5) more" : shown
  }
}
