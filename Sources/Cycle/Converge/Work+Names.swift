internal import Docker
internal import Model

/// Finishing what an interrupted recreation left: Compose makes the new container under a name of
/// its own, removes the old one, and gives the new one the old one's name. Cut off before that it
/// never does: later runs take the container as it is, and whoever looks it up by name misses it.
extension Work {
  /// Gives the containers of a stack the names they were to have.
  ///
  /// - Returns: whether one got another name.
  func finishRenaming(_ stack: StackName) -> Bool {
    var isChanged = false
    for container in observation.containers(of: stack.text) {
      guard let name = container.nameToBe else { continue }
      do {
        try site.engine.renameContainer(container.id, to: name)
        note(.info, "renamed \(container.name), left by an interrupted run, to \(name)", stack.text)
        isChanged = true
      } catch {
        note(.warning, "\(error)", stack.text)
      }
    }
    return isChanged
  }
}
