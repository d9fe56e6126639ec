internal import Docker

extension Cycle {
  /// The registries that refuse an image of a plan and for which root has no login.
  ///
  /// - Parameters:
  ///   - images: as Compose files name them.
  ///   - configuration: the path of the host's configuration.
  public static func missingLogins(_ images: [String], _ configuration: String) -> [String] {
    guard !images.isEmpty, let settings = try? Settings.load(configuration) else { return [] }
    return MissingLogins.registries(
      of: images, Engine(socket: settings.docker, seconds: 20),
      ChildEnvironment(socket: settings.docker), seconds: 60)
  }
}
