internal import Docker
internal import Model

extension Cycle {
  /// What the last cycle left, with what the Engine shows now. Nothing is written, and no lock is
  /// taken: a cycle may be at work meanwhile.
  ///
  /// - Parameters:
  ///   - configuration: the path of the host's configuration.
  ///   - kept: what the last cycle left.
  /// - Returns: nil where this machine cannot be looked at.
  public static func look(_ configuration: String, _ kept: HostStatus?) -> HostStatus? {
    guard let settings = try? Settings.load(configuration),
      let state = try? StateFolder.open(settings.state, isMade: false),
      let seal = try? state.seal(isKept: false),
      let containers = try? Engine(socket: settings.docker, seconds: 10).containers()
    else { return nil }
    let observation = Observation(containers: containers)
    var drift: [String: [Drift]] = [:]
    var paused: [String: [String]] = [:]
    let names = kept?.stacks.compactMap { StackName($0.name) } ?? state.receiptNames()
    for name in names {
      guard let receipt = state.receipt(of: name, seal: seal.id, note: { _ in }) else { continue }
      let own = observation.containers(of: name.text)
      let inodes = receipt.inodes(in: settings.checkout)
      drift[name.text] = StackDrift(name, receipt, own, inodes).all
      paused[name.text] = own.filter { $0.state == .paused }.map(\.name)
    }
    return liveStatus(base: kept, drift: drift, paused: paused)
  }
}
