/// Compares one stack with what was applied last and with what runs.
struct StackComparison {
  private let name: StackName
  private let containers: [Container]
  private let knowledge: Knowledge

  init(_ name: StackName, _ observation: Observation, _ knowledge: Knowledge) {
    self.name = name
    containers = observation.containers(of: name.text)
    self.knowledge = knowledge
  }

  /// Why the stack is to be applied; empty where nothing is to be done.
  var causes: [Cause] {
    guard let receipt = knowledge.receipts[name] else {
      return [containers.isEmpty ? .firstDeployment : .notApplied]
    }
    let changed = Set((knowledge.changes[name] ?? []).map(\.path))
    return rolledBack + differences(from: receipt)
      + drift(from: receipt).filter { !$0.isStaleMount(ofOneIn: changed) } + postponed(receipt)
      + unverified(receipt) + (knowledge.isFullPass ? [.fullPass] : [])
  }

  private var rolledBack: [Cause] {
    knowledge.rolledBack[name].map { [.rolledBack(from: $0)] } ?? []
  }

  private func unverified(_ receipt: StackReceipt) -> [Cause] {
    guard let digests = knowledge.digests[name], digests == receipt.digests,
      knowledge.verified[name] != digests.deployment
    else { return [] }
    return [.unverified]
  }

  private func differences(from receipt: StackReceipt) -> [Cause] {
    guard let digests = knowledge.digests[name], digests != receipt.digests else { return [] }
    let files = knowledge.changes[name] ?? []
    let isSecret = digests.secrets != receipt.digests.secrets
    if files.isEmpty && !isSecret { return [.changed([FileChange("what it is made of")])] }
    return (files.isEmpty ? [] : [.changed(files)]) + (isSecret ? [.secretsChanged] : [])
  }

  private func drift(from receipt: StackReceipt) -> [Cause] {
    let expected = receipt.services.values.contains { $0.replicas > 0 }
    if containers.isEmpty && expected { return [.containersMissing] }
    return StackDrift(name, receipt, containers, knowledge.inodes).all.map(Cause.drift)
  }

  private func postponed(_ receipt: StackReceipt) -> [Cause] {
    let waiting = receipt.postponed.contains { service in
      !containers.contains { $0.service == service && $0.state == .paused }
    }
    return waiting ? [.postponed] : []
  }
}

extension Cause {
  /// Whether it tells of a file, mounted by itself, that is told of as changed.
  fileprivate func isStaleMount(ofOneIn changed: Set<String>) -> Bool {
    guard case .drift(.staleMount(_, let path)) = self else { return false }
    return changed.contains(path)
  }
}

/// How what runs of a stack differs from what was applied.
public struct StackDrift: Sendable {
  private let name: StackName
  private let receipt: StackReceipt
  private let containers: [Container]
  private let inodes: [String: Knowledge.Inode]

  /// - Parameters:
  ///   - containers: all containers of the stack.
  ///   - inodes: what stands in the checkout now, by path in the repository.
  public init(
    _ name: StackName, _ receipt: StackReceipt, _ containers: [Container],
    _ inodes: [String: Knowledge.Inode]
  ) {
    self.name = name
    self.receipt = receipt
    self.containers = containers
    self.inodes = inodes
  }

  /// By service.
  public var all: [Drift] {
    receipt.services.keys.sorted().flatMap { drift(of: $0) } + surplus
  }

  /// How one service differs.
  public func drift(of service: String) -> [Drift] {
    guard let applied = receipt.services[service], !receipt.postponed.contains(service) else {
      return []
    }
    return Expectation(service, of: name, applied).drift(among: containers)
      + staleMounts(of: service, applied)
  }

  /// Finished one-shots see nothing any more.
  private func staleMounts(of service: String, _ applied: ServiceReceipt) -> [Drift] {
    if applied.isOneShot { return [] }
    return applied.mounts.filter { mount in
      guard let now = inodes[mount.path] else { return false }
      return now.inode != mount.inode || now.device != mount.device
    }.map { .staleMount(service: service, path: $0.path) }
  }

  private var surplus: [Drift] {
    containers.compactMap { container in
      guard !container.oneOff, let service = container.service,
        receipt.services[service] == nil, !receipt.postponed.contains(service)
      else { return nil }
      return .surplus(container: container.name, service: service)
    }
  }
}
