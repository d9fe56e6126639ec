/// What the containers of a service shall look like.
public struct Expectation: Equatable, Sendable {
  public var project: String
  public var service: String
  public var replicas: Int
  public var isOneShot: Bool
  /// Whether it need not have run: a one-shot of a stack that went back to an earlier version.
  public var isIdle = false
  public var containerName: String?
  /// Networks they shall be attached to; nil where these do not matter.
  public var networks: [String]?
  public var configHash: String?
  public var imageID: String?

  /// What was applied.
  public init(_ service: String, of stack: StackName, _ receipt: ServiceReceipt) {
    project = stack.text
    self.service = service
    replicas = receipt.replicas
    isOneShot = receipt.isOneShot
    isIdle = receipt.isIdle ?? false
    containerName = receipt.containerName
    networks = receipt.networks
    configHash = receipt.configHash
    imageID = receipt.imageID
  }

  /// What is about to be applied.
  public init(_ resolved: ResolvedService, of stack: StackName) {
    project = stack.text
    service = resolved.name
    replicas = resolved.replicas
    isOneShot = resolved.isOneShot
    containerName = resolved.containerName
    networks = resolved.networks
  }

  /// How the containers of the service differ from this.
  ///
  /// - Parameter all: the containers of the stack.
  public func drift(among all: [Container]) -> [Drift] {
    let own = all.of(service)
    if own.isEmpty { return replicas == 0 ? [] : [.missing(service: service)] }
    var result: [Drift] = []
    if own.count != replicas {
      result.append(.count(service: service, is: own.count, shall: replicas))
    }
    return result + own.flatMap(drift)
  }

  private func drift(of container: Container) -> [Drift] {
    let name = container.name
    var result: [Drift] = []
    if !isSound(container) {
      result.append(
        .ended(container: name, state: container.state, exitCode: container.exitCode))
    }
    if !isNamedWell(container) { result.append(.renamed(container: name)) }
    if let configHash, container.configHash != configHash {
      result.append(.otherConfiguration(container: name))
    }
    if let imageID, container.imageID != imageID { result.append(.otherImage(container: name)) }
    if container.state == .running {
      for network in networks ?? [] where !container.networks.contains(network) {
        result.append(.cutOff(container: name, network: network))
      }
    }
    return result
  }

  /// Compose's default name (compose-spec, `container_name`).
  private func isNamedWell(_ container: Container) -> Bool {
    guard let number = container.number else { return containerName == container.name }
    return container.name == containerName ?? "\(project)-\(service)-\(number)"
  }

  private func isSound(_ container: Container) -> Bool {
    switch container.state {
    case .running, .paused: true
    case .exited: isOneShot && container.exitCode == 0
    case .created: isOneShot && isIdle
    case .restarting, .removing, .dead, .other: false
    }
  }
}
