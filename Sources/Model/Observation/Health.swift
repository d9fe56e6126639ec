/// What is plainly wrong with the containers of a stack right after it came up.
public enum Health {
  /// The first problem; nil where every container runs or has finished with success.
  ///
  /// - Parameter services: the services of the stack; other containers, such as those of inactive
  ///   profiles, do not count.
  public static func problem(
    of stack: StackName, services: Set<String>, in observation: Observation
  ) -> Problem? {
    for container in observation.containers(of: stack.text) where !container.oneOff {
      guard let service = container.service, services.contains(service),
        let fault = fault(of: container)
      else { continue }
      return Problem(
        "container \(container.name) \(fault)", hint: "see: docker logs \(container.name)")
    }
    return nil
  }

  private static func fault(of container: Container) -> String? {
    switch container.state {
    case .running, .paused, .removing, .other: nil
    case .created: "was created but not started"
    case .restarting: "keeps restarting"
    case .dead: "is dead"
    case .exited:
      container.exitCode == 0
        ? nil : "exited with \(container.exitCode.map(String.init) ?? "an unknown code")"
    }
  }
}
