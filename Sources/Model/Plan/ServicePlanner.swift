/// Decides, from values alone, what becomes of each service of a stack that is applied.
public struct ServicePlanner: Sendable {
  private let stack: StackName
  private let wanted: [String: ServiceReceipt]
  private let reactions: [String: ChangeReaction]
  private let receipt: StackReceipt?
  private let containers: [Container]
  private let drift: StackDrift?
  private let newer: [String: [String]]
  private let changes: [String: FileChange]
  private let begun: Int64?

  /// - Parameters:
  ///   - project: the stack as Compose understands it.
  ///   - wanted: for each of its services, what a receipt would say of it now, but for what only
  ///     its containers can tell.
  ///   - receipt: what was applied last.
  ///   - containers: all containers of the stack.
  ///   - newer: the mounted files of each service that changed after its containers started; they
  ///     count for services that the receipt does not know.
  ///   - changes: what is known of changed files.
  ///   - begun: when the same was begun to be applied before, in seconds since
  ///     1970-01-01T00:00:00Z, and did not come to its end.
  public init(
    _ stack: StackName, _ project: ResolvedProject, wanted: [String: ServiceReceipt],
    receipt: StackReceipt?, containers: [Container], newer: [String: [String]] = [:],
    changes: [FileChange] = [], begun: Int64? = nil
  ) {
    self.stack = stack
    self.wanted = wanted
    reactions = Dictionary(uniqueKeysWithValues: project.services.map { ($0.name, $0.onChange) })
    self.receipt = receipt
    self.containers = containers
    self.newer = newer
    self.changes = Dictionary(changes.map { ($0.path, $0) }) { first, _ in first }
    self.begun = begun
    var inodes: [String: Knowledge.Inode] = [:]
    for mount in wanted.values.flatMap(\.mounts) {
      inodes[mount.path] = .init(device: mount.device, inode: mount.inode)
    }
    drift = receipt.map { StackDrift(stack, $0, containers, inodes) }
  }

  /// By name; first what the stack does not have any more.
  public var steps: [ServiceStep] {
    surplus + wanted.keys.sorted().map { step(for: $0, wanted[$0]!) }
  }

  private var surplus: [ServiceStep] {
    let active = Set(wanted.keys)
    let others = containers.filter { !$0.oneOff && $0.service != nil }
      .filter { !active.contains($0.service!) }
    return Dictionary(grouping: others) { $0.service! }.sorted { $0.key < $1.key }
      .map { service, containers in
        ServiceStep(
          service, .remove,
          causes: containers.map { .drift(.surplus(container: $0.name, service: service)) })
      }
  }

  private func step(for service: String, _ wanted: ServiceReceipt) -> ServiceStep {
    let own = containers.of(service)
    let causes = causes(of: service, wanted, own)
    let reaction = reaction(to: causes, of: service, wanted)
    if own.contains(where: { $0.state == .paused }) {
      return ServiceStep(service, .leave, causes: causes)
    }
    guard wanted.isOneShot else {
      return ServiceStep(
        service, .update, reaction: reaction, causes: causes,
        isNew: own.isEmpty && wanted.replicas > 0)
    }
    return ServiceStep(
      service, oneShot(service, own, causes, wanted),
      reaction: reaction == .ignore ? .ignore : .recreate, causes: causes)
  }

  private func oneShot(
    _ service: String, _ own: [Container], _ causes: [Cause], _ wanted: ServiceReceipt
  ) -> ServiceStep.Action {
    if wasMade(since: begun, own, wanted) { return .probe }
    let isIdle = receipt?.services[service]?.isIdle ?? false
    let isDone =
      own.count == wanted.replicas
      && own.allSatisfy { $0.isDoneOrRuns || isIdle && $0.state == .created }
    guard isDone else { return .run }
    let heeded = causes.filter { !$0.isAboutFiles || reactions[service] != .ignore }
    if !heeded.isEmpty { return .run }
    return receipt?.services[service] == nil ? .probe : .rest
  }

  /// Whether all was made for a deployment which was cut off. It has run to its end, runs yet, or is
  /// to be started: what was cut off may have asked the Engine for that, which does it any moment.
  private func wasMade(
    since begun: Int64?, _ own: [Container], _ wanted: ServiceReceipt
  ) -> Bool {
    guard let begun, own.count == wanted.replicas else { return false }
    return own.allSatisfy { $0.created >= begun && ($0.isDoneOrRuns || $0.state == .created) }
  }

  private func causes(
    of service: String, _ wanted: ServiceReceipt, _ own: [Container]
  ) -> [Cause] {
    let postponed: [Cause] = receipt?.postponed.contains(service) == true ? [.postponed] : []
    guard let applied = receipt?.services[service], let drift else {
      let new: [Cause] = receipt == nil ? [] : [.newService]
      return postponed + (own.isEmpty ? new : (newer[service] ?? []).map(Cause.newerFile))
    }
    let differences = ServiceComparison(from: applied, to: wanted, changes: changes).causes
    return postponed + differences
      + drift.drift(of: service).map(Cause.drift).filter { !$0.isTold(by: differences) }
  }

  private func reaction(
    to causes: [Cause], of service: String, _ wanted: ServiceReceipt
  ) -> ChangeReaction {
    if causes.contains(where: \.needsRecreation) { return .recreate }
    let touched = causes.filter(\.isAboutFiles)
    if touched.isEmpty { return .ignore }
    let reaction = reactions[service] ?? .recreate
    guard case .signal = reaction else { return reaction }
    // a file mounted by itself would be read again in its old version
    return touched.contains { $0.concernsFileMount(of: wanted) } ? .restart : reaction
  }
}

extension Container {
  /// Whether a one-shot has done its work, or is at it.
  fileprivate var isDoneOrRuns: Bool { state == .exited && exitCode == 0 || state == .running }
}

extension Cause {
  /// Whether `up` does nothing about it, so that the service has to be made anew by force.
  var needsRecreation: Bool {
    switch self {
    case .drift(.staleMount): false
    case .drift(let drift): drift.isLeftByUp
    case .inlineFile: true
    default: false
    }
  }

  /// Whether it is about what containers see of the checkout.
  var isAboutFiles: Bool {
    switch self {
    case .file, .newerFile, .drift(.staleMount): true
    default: false
    }
  }

  /// Whether a changed file says already that, mounted by itself, it is not the one of before.
  fileprivate func isTold(by others: [Cause]) -> Bool {
    guard case .drift(.staleMount(_, let path)) = self else { return false }
    return others.contains { cause in
      guard case .file(let change) = cause else { return false }
      return change.path == path
    }
  }

  fileprivate func concernsFileMount(of wanted: ServiceReceipt) -> Bool {
    switch self {
    case .drift(.staleMount): return true
    case .file(let change):
      return wanted.mounts.contains { $0.isFile && $0.blobs[change.path] != nil }
    case .newerFile(let path):
      return wanted.mounts.contains { $0.isFile && $0.blobs[path] != nil }
    default: return false
    }
  }
}
