/// What the Engine has at one moment: one look, taken whole or not at all.
public struct Observation: Equatable, Sendable {
  /// All containers, running or not, by name: the Engine's own order is not a stable one.
  public var containers: [Container]
  /// By name.
  public var networks: [Network]

  public init(containers: [Container] = [], networks: [Network] = []) {
    self.containers = containers
    self.networks = networks
  }
}

/// A network and the Compose project that it says it belongs to.
public struct Network: Equatable, Sendable {
  public var id: String
  public var name: String
  /// Nil for a network that Compose did not make.
  public var project: String?

  public init(id: String, name: String, project: String? = nil) {
    self.id = id
    self.name = name
    self.project = project
  }
}

extension Observation {
  /// The names of all Compose projects that have a container or a network here.
  public var projects: Set<String> {
    Set(containers.compactMap(\.project) + networks.compactMap(\.project))
  }

  /// The paused containers of some projects: somebody wants them so.
  ///
  /// - Parameter isMeant: whether a project is one of them.
  public func paused(of isMeant: (String) -> Bool) -> [Container] {
    containers.filter { $0.state == .paused && $0.project.map(isMeant) == true }
  }

  /// The containers of a project, by name.
  public func containers(of project: String) -> [Container] {
    containers.filter { $0.project == project }.sorted { $0.name < $1.name }
  }
}
