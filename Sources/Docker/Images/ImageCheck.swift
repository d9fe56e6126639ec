public import Model

/// What has to be fetched or made before a stack can start, so that nothing that runs is stopped
/// before what replaces it is at hand.
public struct ImageCheck: Equatable, Sendable {
  /// Services whose images are to be pulled, by name.
  public var pull: [String] = []
  /// Services whose images are to be built, by name.
  public var build: [String] = []
  /// Services whose images are not here and may not be pulled (`pull_policy: never`).
  public var missing: [String] = []

  public init(pull: [String] = [], build: [String] = [], missing: [String] = []) {
    self.pull = pull
    self.build = build
    self.missing = missing
  }

  /// Whether nothing is left to do.
  public var isEmpty: Bool { pull.isEmpty && build.isEmpty && missing.isEmpty }

  /// Compares what a stack needs with what the Engine has.
  ///
  /// An image that is here by its digest is never asked for again, whatever the pull policy says.
  ///
  /// - Parameters:
  ///   - project: as Compose resolved it.
  ///   - images: all the Engine has.
  ///   - rebuilding: the services for which what their image is built from may have changed.
  ///   - refreshing: whether policies count that ask for an image that is here.
  public static func needs(
    of project: ResolvedProject, having images: [LocalImage], rebuilding: Set<String> = [],
    refreshing: Bool = true
  ) -> ImageCheck {
    let present = Present(images)
    var check = ImageCheck()
    for service in project.services {
      let need = need(
        service, present, rebuilding: rebuilding.contains(service.name), refreshing: refreshing)
      switch need {
      case .nothing: break
      case .pull: check.pull.append(service.name)
      case .build: check.build.append(service.name)
      case .missing: check.missing.append(service.name)
      }
    }
    return check
  }

  private enum Need { case nothing, pull, build, missing }

  private static func need(
    _ service: ResolvedService, _ present: Present, rebuilding: Bool, refreshing: Bool
  ) -> Need {
    let isHere = present.has(service.image)
    if !refreshing && isHere && !rebuilding { return .nothing }
    switch service.policy {
    case .build where service.isBuildable: return .build
    case .never where !isHere: return service.isBuildable ? .build : .missing
    case .never: return service.isBuildable && rebuilding ? .build : .nothing
    case .refresh where !service.isBuildable || service.namesImage:
      return isHere && ImageReference(service.image).isPinned ? .nothing : .pull
    case .refresh, .missing, .build:
      if service.isBuildable { return rebuilding || !isHere ? .build : .nothing }
      return isHere ? .nothing : .pull
    }
  }

  /// The names and ids of the images that are here.
  struct Present {
    private let names: Set<String>
    private let ids: [String]

    init(_ images: [LocalImage]) {
      names = Set(images.flatMap { $0.tags + $0.digests })
      ids = images.map(\.id)
    }

    /// Whether this name in a Compose file is one of them.
    func has(_ image: String) -> Bool {
      names.contains(ImageReference(image).name) || ids.contains { $0 == image } || hasShort(image)
    }

    /// An image may also be named by the start of its id.
    private func hasShort(_ image: String) -> Bool {
      let hex = image.hasPrefix("sha256:") ? image.dropFirst(7) : image[...]
      guard hex.utf8.count >= 12, hex.utf8.allSatisfy(isHexadecimal) else { return false }
      return ids.contains { $0.hasPrefix("sha256:" + hex) }
    }
  }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
