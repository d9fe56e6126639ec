/// What becomes of services whose image is named without a digest, so that another image may come
/// under the same name.
public enum DigestRail: Equatable, Sendable {
  case pass
  case warn(Problem)
  case refuse(Problem)

  public init(_ project: ResolvedProject, _ policy: Policy) {
    let loose = policy.digest == .off ? [] : DigestRail.loose(project, policy)
    guard let first = loose.first else {
      self = .pass
      return
    }
    let names = loose.map { "\($0.image) (\($0.name))" }.joined(separator: ", ")
    let problem = Problem(
      "no digest: \(names)",
      hint: "name the image as \(ImageVersion(first.image).example), or see `images` in"
        + " global/converge.yaml")
    self = policy.digest == .require ? .refuse(problem) : .warn(problem)
  }

  /// The services whose images come from a registry under a name that may move.
  private static func loose(_ project: ResolvedProject, _ policy: Policy) -> [ResolvedService] {
    project.services.filter { service in
      if service.isBuildable || !service.namesImage { return false }
      let image = ImageVersion(service.image)
      return !image.isPinned
        && !policy.digestExceptions.contains { image.matches($0, bareNames: false) }
    }
  }
}

extension ImageVersion {
  /// "nginx:1.27@sha256:..."
  fileprivate var example: String { "\(repository)\(tag.map { ":\($0)" } ?? "")@sha256:..." }
}
