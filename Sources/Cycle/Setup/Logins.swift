internal import Docker
internal import Posix

extension Cycle {
  /// Seconds that a registry has to answer, and after which no further one is asked.
  private static let (patience, budget) = (20.0, 60.0)

  /// The registries that refuse an image of a plan, or of the stacks declared in the commit deployed
  /// last, which is not here, and for which root has no login. A plan leaves out stacks that wait.
  ///
  /// - Parameters:
  ///   - images: as Compose files name them.
  ///   - configuration: the path of the host's configuration.
  /// - Returns: their names, in order.
  public static func missingLogins(_ images: [String], _ configuration: String) -> [String] {
    guard let settings = try? Settings.load(configuration) else { return [] }
    let images = Set(images).union(HostSurvey(settings).images)
    let engine = Engine(socket: settings.docker, seconds: patience)
    let environment = ChildEnvironment(socket: settings.docker)
    let end = Instant.now.adding(seconds: budget)
    var missing: Set<String> = []
    for image in images.sorted() {
      guard Instant.now < end, !missing.contains(RegistryCheck.registry(of: image)),
        (try? engine.image(image)) == .some(nil)
      else { continue }
      let check = RegistryCheck(image, engine, environment: environment)
      if check.wantsLogin, !check.hasLogin { missing.insert(check.registry) }
    }
    return missing.sorted()
  }
}
