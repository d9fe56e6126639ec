/// What happened to one container between two looks at the Engine.
public enum ContainerChange: Equatable, Sendable, CustomStringConvertible {
  case created(String)
  case recreated(String)
  case started(String)
  case removed(String)

  public var description: String {
    switch self {
    case .created(let name): "created \(name)"
    case .recreated(let name): "recreated \(name)"
    case .started(let name): "started \(name)"
    case .removed(let name): "removed \(name)"
    }
  }

  /// What happened to the containers of a project, by name: a container of the same name with
  /// another id was recreated.
  public static func all(
    of project: String, from before: Observation, to after: Observation
  ) -> [ContainerChange] {
    let old = before.containers(of: project)
    let new = after.containers(of: project)
    let gone = old.filter { container in !new.contains { $0.name == container.name } }
    return new.compactMap { change(to: $0, from: old) } + gone.map { .removed($0.name) }
  }

  private static func change(to container: Container, from old: [Container]) -> ContainerChange? {
    guard let earlier = old.first(where: { $0.name == container.name }) else {
      return .created(container.name)
    }
    if earlier.id != container.id { return .recreated(container.name) }
    return earlier.state != .running && container.state == .running ? .started(container.name) : nil
  }
}

extension Observation {
  /// The names of all Compose projects that have a container or a network here.
  public var projects: Set<String> {
    Set(containers.compactMap(\.project) + networks.compactMap(\.project))
  }

  /// The containers of a project, by name.
  public func containers(of project: String) -> [Container] {
    containers.filter { $0.project == project }.sorted { $0.name < $1.name }
  }
}
