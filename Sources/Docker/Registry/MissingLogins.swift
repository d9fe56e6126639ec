internal import Posix

/// Registries that hand out an image only to whom they know.
public enum MissingLogins {
  /// Asks for each image that is not here, by way of the Engine, whether anybody may have it. No
  /// login is shown.
  ///
  /// - Parameters:
  ///   - images: as Compose files name them.
  ///   - engine: which asks the registries.
  ///   - environment: that of `docker`, by which its configuration is found.
  ///   - seconds: after which no further image is asked for.
  /// - Returns: the registries that refuse one of them and for which there is no login, by name.
  public static func registries(
    of images: [String], _ engine: Engine, _ environment: ChildEnvironment, seconds: Double
  ) -> [String] {
    let end = Instant.now.adding(seconds: seconds)
    let config = (try? DockerConfig.read(environment)) ?? DockerConfig()
    var refusing: Set<String> = []
    for image in Set(images).sorted() {
      let registry = ImageReference(image).registry
      guard Instant.now < end, !refusing.contains(registry),
        config.source(DockerConfig.key(registry)) == .nowhere,
        (try? engine.image(image)) == .some(nil), engine.isRefused(image)
      else { continue }
      refusing.insert(registry)
    }
    return refusing.sorted()
  }
}

extension Engine {
  /// Whether a registry hands out an image to nobody without a login (Engine API,
  /// `GET /distribution/NAME/json`).
  fileprivate func isRefused(_ image: String) -> Bool {
    guard
      let answer = try? send(
        "GET", "/distribution/\(image.percentEncoded)/json", "ask for the image \(image)")
    else { return false }
    if [401, 403].contains(answer.status) { return true }
    return answer.status >= 400
      && RegistryFault(Answer.reason(answer.body) ?? "") == .refused
  }
}
