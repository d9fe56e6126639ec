/// A stack as Compose understands it: files merged, variables filled in, inactive profiles left out.
public struct ResolvedProject: Equatable, Sendable {
  /// By name.
  public var services: [ResolvedService]
  /// Networks and volumes that Compose makes for it.
  public var creates: Set<Resource>
  /// Networks and volumes that must be there before, made by others.
  public var uses: Set<Resource>
  /// What the file says of verification; what is nil is the host's to say.
  public var window: Double?
  public var stable: Double?
  /// What the file says of going back; nil where it says nothing.
  public var rollback: RollbackRule?
  /// What the file says of its encrypted files: paths from the stack's folder, as they are written.
  public var secrets: [String: SecretAccess] = [:]

  public init(
    services: [ResolvedService], creates: Set<Resource> = [], uses: Set<Resource> = []
  ) {
    self.services = services
    self.creates = creates
    self.uses = uses
  }

  /// The service of that name.
  public subscript(name: String) -> ResolvedService? { services.first { $0.name == name } }
}

/// What one stack may make for another, by its name on the Engine.
public enum Resource: Hashable, Sendable, CustomStringConvertible {
  case network(String)
  case volume(String)

  public var description: String {
    switch self {
    case .network(let name): "network \(name)"
    case .volume(let name): "volume \(name)"
    }
  }
}
