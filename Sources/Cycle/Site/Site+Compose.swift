internal import Docker
internal import Model

extension Site {
  /// `docker compose`, which inherits the lock and ends when the program is asked to stop.
  ///
  /// - Returns: the command, and its version where it tells one.
  func compose() throws(Failure) -> (Compose, version: String?) {
    let compose = idleCompose()
    do {
      return (compose, try compose.version().map { "\($0)" })
    } catch {
      try interruption.check()
      throw .failed(error.problem)
    }
  }

  /// The same, not asked yet whether it is there.
  func idleCompose() -> Compose {
    Compose(
      environment: childEnvironment, lock: lock.raw, stop: interruption.raw,
      signal: interruption.signal)
  }

  /// What `docker` and its helpers see of this process.
  var childEnvironment: ChildEnvironment { ChildEnvironment(socket: settings.docker) }

  /// A stack as Compose is told of it: every path absolute, nothing left to find.
  ///
  /// - Parameters:
  ///   - root: the absolute path of the folder that has the commit's files.
  ///   - layers: the absolute path of the folder that has the layers of stacks; nil for that in the
  ///     state folder.
  func composeProject(_ stack: Stack, at root: String, layers: String? = nil) -> ComposeProject {
    let layers = layers ?? "\(settings.state)/\(LayerFolder.name)"
    return ComposeProject(
      name: stack.name.text, folder: "\(root)/\(stack.name.folder)",
      files: stack.composeFiles.map { "\(root)/\($0)" },
      environmentFiles: stack.environment.map { file in
        if case .layer = file {
          "\(layers)/\(stack.name)/\(file.path)"
        } else {
          "\(root)/\(file.path)"
        }
      })
  }
}
