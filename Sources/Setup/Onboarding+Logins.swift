internal import Cycle
internal import Model
internal import Posix

/// Logins at registries that hand out an image only to whom they know.
extension Onboarding {
  /// Offers to log in where an image needs it.
  func logIn(_ look: Look) throws(Failure) {
    let images = look.plan?.stacks.flatMap(\.images) ?? []
    let registries = Cycle.missingLogins(images, place.configuration)
    try check()
    guard !registries.isEmpty else { return }
    person.title("registries")
    for registry in registries {
      // without an argument it is that of Docker Hub
      let words = ["login"] + (registry == "docker.io" ? [] : [registry])
      let command = "docker \(words.joined(separator: " "))"
      guard try confirms("\(registry) wants a login; run \(command) now?") == true else {
        person.warn("\(registry) wants a login for images of this host: \(command)")
        continue
      }
      try logIn(words, registry)
    }
  }

  private func logIn(_ words: [String], _ registry: String) throws(Failure) {
    let end: Child.End
    do {
      end = try ForegroundProgram("docker", words, environment: Host.variables).run(signals)
    } catch {
      person.warn("\(error)")
      return
    }
    try check()
    guard end == .exited(0) else {
      person.warn("no login at \(registry): images from there cannot be pulled")
      return
    }
  }
}
