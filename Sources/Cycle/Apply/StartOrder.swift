internal import Model
internal import Posix

/// Starts the services of a stack after each other, as `depends_on` says.
struct StartOrder {
  /// What can be started now.
  struct Ready {
    var containers: [Container] = []
    /// Whether something waits for what was started.
    var isWaiting = false
  }

  private let project: ResolvedProject
  private let end: Instant
  /// The one-shots that do not run, whether or not they ever did: nothing waits for them.
  private let idle: Set<String>
  /// The ids of the containers that were started.
  private var started: Set<String> = []

  /// - Parameters:
  ///   - end: when waiting is over.
  ///   - idle: one-shots that do not run, whether or not they ever did.
  init(_ project: ResolvedProject, until end: Instant, idle: Set<String> = []) {
    self.project = project
    self.end = end
    self.idle = idle
  }

  /// The containers that can be started now; each is told once.
  ///
  /// - Parameters:
  ///   - containers: of the stack, as they are now.
  ///   - running: the services that shall run.
  ///   - once: the one-shots that shall run to their end.
  /// - Throws: `.failed` where what a service waits for does not come.
  mutating func next(
    _ containers: [Container], running: [String], once: [String]
  ) throws(Failure) -> Ready {
    var ready = Ready()
    // a one-shot that is at work already is one that was started
    let atWork = once.flatMap { containers.of($0) }.filter { $0.state == .running }
    started.formUnion(atWork.map(\.id))
    for service in running + once {
      let own = containers.of(service).filter { container in
        !started.contains(container.id)
          && (container.state == .created || container.state == .exited)
      }
      if own.isEmpty { continue }
      if try isHeldUp(service, containers, once: Set(once)) {
        ready.isWaiting = true
      } else {
        ready.containers += own
        started.formUnion(own.map(\.id))
      }
    }
    if ready.isWaiting && Instant.now >= end {
      throw .failed(Problem("its services waited too long for each other"))
    }
    return ready
  }

  private func isHeldUp(
    _ service: String, _ containers: [Container], once: Set<String>
  ) throws(Failure) -> Bool {
    for (other, condition) in project[service]?.dependencies ?? [:] where !idle.contains(other) {
      for container in containers.of(other) {
        if try isHeldUp(service, by: container, condition, isDue: once.contains(other)) {
          return true
        }
      }
    }
    return false
  }

  private func isHeldUp(
    _ service: String, by container: Container, _ condition: ResolvedService.Condition, isDue: Bool
  ) throws(Failure) -> Bool {
    let wasStarted = started.contains(container.id)
    if isDue && !wasStarted && container.state != .running { return true }
    switch (container.state, condition) {
    case (.paused, _), (.running, .started), (.exited, .started), (.restarting, .started):
      return false
    case (.running, .healthy):
      if container.health == .unhealthy { throw StartOrder.failed(service, container, "unhealthy") }
      return container.health == .starting
    case (.exited, .completed) where container.exitCode == 0: return false
    case (.exited, _) where wasStarted:
      let code = container.exitCode.map(String.init) ?? "an unknown code"
      throw StartOrder.failed(service, container, "exited with \(code)")
    default: return true
    }
  }

  private static func failed(
    _ service: String, _ container: Container, _ state: String
  ) -> Failure {
    .failed(
      Problem(
        "\(service) waits for container \(container.name), which is \(state)",
        hint: "see: docker logs \(container.name)"))
  }
}
