/// A stack as Compose understands it: files merged, variables filled in, inactive profiles left out.
public struct ResolvedProject: Equatable, Sendable {
  /// By name.
  public var services: [ResolvedService]
  /// Names of networks that must be there before, made by others.
  public var externalNetworks: [String]
  /// Names of volumes that must be there before, made by others.
  public var externalVolumes: [String]
  public var warnings: [ComposeWarning]

  public init(
    services: [ResolvedService], externalNetworks: [String] = [], externalVolumes: [String] = [],
    warnings: [ComposeWarning] = []
  ) {
    self.services = services
    self.externalNetworks = externalNetworks
    self.externalVolumes = externalVolumes
    self.warnings = warnings
  }
}

/// A service as Compose understands it, as far as its image goes.
public struct ResolvedService: Equatable, Sendable {
  /// When a service's image is asked for (compose-spec, `pull_policy`).
  public enum Policy: Equatable, Sendable {
    /// If it is not here: `missing`, `if_not_present`, or nothing said.
    case missing
    case never
    /// `always`, and the policies that ask again after a time.
    case refresh
    case build
  }

  public var name: String
  /// The image's name; what Compose names one that it builds where the file does not.
  public var image: String
  /// Whether the file names the image.
  public var namesImage: Bool
  public var isBuildable: Bool
  public var policy: Policy

  /// - Parameter image: nil for what is built without a name of its own.
  public init(
    _ name: String, image: String?, isBuildable: Bool = false, policy: Policy = .missing,
    project: String
  ) {
    self.name = name
    self.image = image ?? "\(project)-\(name)"
    namesImage = image != nil
    self.isBuildable = isBuildable
    self.policy = policy
  }
}

extension ResolvedService.Policy {
  init(word: String?) {
    switch word {
    case "never": self = .never
    case "build": self = .build
    case nil, "", "missing", "if_not_present": self = .missing
    default: self = .refresh
    }
  }
}

/// What `docker compose config --format json` prints, as far as it is of use. The rest, among it
/// every variable with its value, is not even decoded.
struct ConfigAnswer: Decodable {
  struct Service: Decodable {
    let image: String?
    let build: Something?
    let policy: String?

    private enum CodingKeys: String, CodingKey {
      case image, build
      case policy = "pull_policy"
    }
  }

  struct Resource: Decodable {
    let name: String?
    /// A boolean, or a mapping in an old form.
    let external: Something?

    private enum CodingKeys: String, CodingKey { case name, external }
  }

  /// A value that is there and not `false`.
  struct Something: Decodable {
    let holds: Bool

    init(from decoder: any Decoder) throws {
      holds = (try? decoder.singleValueContainer().decode(Bool.self)) ?? true
    }
  }

  let services: [String: Service]?
  let networks: [String: Resource?]?
  let volumes: [String: Resource?]?

  func project(_ name: String, warnings: [ComposeWarning]) -> ResolvedProject {
    let services = (services ?? [:]).map { key, service in
      ResolvedService(
        key, image: service.image.flatMap { $0.isEmpty ? nil : $0 },
        isBuildable: service.build != nil, policy: .init(word: service.policy), project: name)
    }
    return ResolvedProject(
      services: services.sorted { $0.name < $1.name },
      externalNetworks: ConfigAnswer.external(networks),
      externalVolumes: ConfigAnswer.external(volumes), warnings: warnings)
  }

  private static func external(_ resources: [String: Resource?]?) -> [String] {
    (resources ?? [:]).compactMap { key, resource in
      resource?.external?.holds == true ? resource?.name ?? key : nil
    }.sorted()
  }
}
