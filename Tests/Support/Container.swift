/// A container as the Engine itself tells it.
public struct Container: Sendable, Equatable {
  public var id: String
  public var name: String
  /// The Compose project; empty for a container that Compose did not make.
  public var project: String
  public var service: String
  /// `running`, `exited`, `created`, `restarting`, `paused`, `removing` or `dead`.
  public var state: String
  public var exitCode: Int
  /// `healthy`, `unhealthy` or `starting`; empty without a health check.
  public var health: String
  public var restarts: Int
  /// The image as the Compose file names it.
  public var image: String
  public var startedAt: String
  public var environment: [String]

  public var isRunning: Bool { state == "running" }
}

extension Engine {
  /// Every container, running or not, by name; those of one Compose project when it is given.
  public func containers(project: String? = nil) throws -> [Container] {
    try inspected()
      .filter { project == nil || $0.project == project }
      .sorted { $0.name < $1.name }
  }

  /// A container may go between the list and the closer look: then both are taken anew.
  private func inspected() throws -> [Container] {
    for _ in 0..<10 {
      let ids = try containerIDs()
      let found = try ids.compactMap { try get("/containers/\($0)/json").map(Container.init) }
      if found.count == ids.count { return found }
    }
    throw FixtureError("containers come and go too fast to be looked at")
  }

  /// Those that run, and those that do not.
  func containerIDs() throws -> [String] {
    try (get("/containers/json?all=1")?.list ?? []).map { $0["Id"].text }
  }

  /// The one container of a service.
  ///
  /// - Throws: ``FixtureError`` when there is none or more than one.
  public func container(_ project: String, _ service: String) throws -> Container {
    let found = try containers(project: project).filter { $0.service == service }
    guard found.count == 1 else { throw FixtureError("\(project)/\(service): \(found)") }
    return found[0]
  }

  /// The Compose projects that have a container, running or not.
  public func projects() throws -> Set<String> {
    Set(try containers().map(\.project).filter { !$0.isEmpty })
  }

  /// The networks somebody made, by name.
  public func networks() throws -> Set<String> {
    Set(try networkLines().map { String($0.drop { $0 != " " }.dropFirst()) })
  }

  public func volumes() throws -> Set<String> {
    Set(try (get("/volumes")?["Volumes"].list ?? []).map { $0["Name"].text })
  }

  /// What a command prints inside a container; it must succeed.
  public func execute(_ container: Container, _ command: String...) throws -> String {
    try must(["docker", "-H", "unix://\(socket)", "exec", container.id] + command)
  }
}

extension Container {
  /// - Parameter value: what the Engine tells of it (`GET /containers/ID/json`).
  fileprivate init(_ value: JSONValue) throws {
    let (state, configuration) = (value["State"], value["Config"])
    guard let exitCode = state["ExitCode"].number, let restarts = value["RestartCount"].number
    else { throw FixtureError("the Engine tells of no container: \(value)") }
    let labels = configuration["Labels"]
    self.init(
      id: value["Id"].text, name: String(value["Name"].text.dropFirst()),
      project: labels["com.docker.compose.project"].text,
      service: labels["com.docker.compose.service"].text, state: state["Status"].text,
      exitCode: exitCode, health: state["Health"]["Status"].text, restarts: restarts,
      image: configuration["Image"].text, startedAt: state["StartedAt"].text,
      environment: configuration["Env"].list.map(\.text))
  }
}
