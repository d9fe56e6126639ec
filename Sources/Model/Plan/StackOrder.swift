/// In which order stacks can be brought up: one that uses a network or volume which another one
/// makes comes after it.
public struct StackOrder: Equatable, Sendable {
  /// For each stack, those it waits for.
  public private(set) var waits: [StackName: Set<StackName>] = [:]

  /// - Parameter projects: the stacks that are to be brought up, as Compose understands them.
  public init(_ projects: [StackName: ResolvedProject]) {
    var makers: [Resource: Set<StackName>] = [:]
    for (name, project) in projects {
      for resource in project.creates { makers[resource, default: []].insert(name) }
    }
    for (name, project) in projects {
      let others = project.uses.flatMap { makers[$0] ?? [] }
      waits[name] = Set(others).subtracting([name])
    }
  }

  /// The stacks that wait for each other, each with the others of its circle, sorted.
  public var circles: [StackName: [StackName]] {
    var result: [StackName: [StackName]] = [:]
    for name in waits.keys {
      let circle = reached(from: name).filter { reached(from: $0).contains(name) }
      if !circle.isEmpty { result[name] = circle.union([name]).sorted { $0.text < $1.text } }
    }
    return result
  }

  private func reached(from name: StackName) -> Set<StackName> {
    var seen: Set<StackName> = []
    var next = Array(waits[name] ?? [])
    while let other = next.popLast() {
      if seen.insert(other).inserted { next += waits[other] ?? [] }
    }
    return seen
  }
}
