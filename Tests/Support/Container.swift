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
      .map { try Container(line: $0) }
      .filter { project == nil || $0.project == project }
      .sorted { $0.name < $1.name }
  }

  /// A container may go between the list and the closer look: then both are taken anew.
  private func inspected() throws -> [String] {
    for _ in 0..<10 {
      let ids = try lines("ps", "-aq", "--no-trunc")
      if ids.isEmpty { return [] }
      let output = try docker(["inspect", "--type", "container", "--format", format] + ids)
      if output.status == 0 { return output.stdout.split(separator: "\n").map(String.init) }
    }
    throw FixtureError("containers come and go too fast to be looked at")
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

  /// The networks somebody made.
  public func networks() throws -> Set<String> {
    Set(try lines("network", "ls", "--filter", "type=custom", "--format", "{{.Name}}"))
  }

  public func volumes() throws -> Set<String> { Set(try lines("volume", "ls", "-q")) }

  /// What a command prints inside a container; it must succeed.
  public func execute(_ container: Container, _ command: String...) throws -> String {
    try must(["docker", "-H", "unix://\(socket)", "exec", container.id] + command)
  }
}

/// One line for each container; the environment last, because it may hold anything but a tab.
private let format = [
  "{{.Id}}", "{{.Name}}", #"{{index .Config.Labels "com.docker.compose.project"}}"#,
  #"{{index .Config.Labels "com.docker.compose.service"}}"#, "{{.State.Status}}",
  "{{.State.ExitCode}}",
  #"{{if index .State "Health"}}{{.State.Health.Status}}{{end}}"#,
  "{{.RestartCount}}", "{{.Config.Image}}", "{{.State.StartedAt}}",
  #"{{range .Config.Env}}{{.}}{{"\t"}}{{end}}"#,
].joined(separator: #"{{"\t"}}"#)

extension Container {
  fileprivate init(line: String) throws {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map {
      $0 == "<no value>" ? "" : String($0)
    }
    guard fields.count >= 11, let exitCode = Int(fields[5]), let restarts = Int(fields[7]) else {
      throw FixtureError("docker inspect: \(line)")
    }
    self.init(
      id: fields[0], name: String(fields[1].dropFirst()), project: fields[2], service: fields[3],
      state: fields[4], exitCode: exitCode, health: fields[6], restarts: restarts, image: fields[8],
      startedAt: fields[9], environment: fields[10...].filter { !$0.isEmpty })
  }
}
