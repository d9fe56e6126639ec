internal import Docker
internal import Model

extension Site {
  /// `docker compose`, which inherits the lock and ends when the program is asked to stop.
  func compose() throws(Failure) -> Compose {
    let compose = Compose(
      environment: ChildEnvironment(socket: settings.docker), lock: lock.raw,
      stop: interruption.raw, signal: interruption.signal)
    do {
      try compose.version()
    } catch {
      try interruption.check()
      throw .failed(error.problem)
    }
    return compose
  }

  /// A stack as Compose is told of it: every path absolute, nothing left to find.
  func composeProject(_ stack: Stack) -> ComposeProject {
    ComposeProject(
      name: stack.name.text, folder: "\(settings.checkout)/\(stack.name.folder)",
      files: stack.composeFiles.map { "\(settings.checkout)/\($0)" },
      environmentFiles: stack.environment.map { "\(settings.checkout)/\($0.path)" })
  }
}
