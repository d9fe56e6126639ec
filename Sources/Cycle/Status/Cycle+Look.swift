internal import Docker
internal import Model
internal import Posix
internal import Secrets

extension Cycle {
  /// What the last cycle left, with what the Engine shows now. Nothing is written, and no lock is
  /// taken: a cycle may be at work meanwhile.
  ///
  /// - Parameters:
  ///   - configuration: the path of the host's configuration.
  ///   - kept: what the last cycle left.
  /// - Throws: why this machine cannot be looked at: `.settingsInvalid` where every cycle refuses its
  ///   configuration.
  public static func look(
    _ configuration: String, _ kept: HostStatus?
  ) throws(Failure) -> HostStatus {
    let settings: Settings
    do { settings = try Settings.load(configuration) } catch { throw Failure(error) }
    let containers: [Container]
    do {
      containers = try Engine(socket: settings.docker, seconds: 10).containers()
    } catch {
      throw .noEngine(Problem("\(error)"))
    }
    guard let state = try? StateFolder.open(settings.state, isMade: false),
      let seal = try? state.seal(isKept: false)
    else { return liveStatus(base: kept, seen: [:]) }
    let masker = masker(settings, state)
    let observation = Observation(containers: containers)
    var seen: [String: StackLook] = [:]
    let names = kept?.stacks.compactMap { StackName($0.name) } ?? state.receiptNames()
    for name in names {
      guard let receipt = state.receipt(of: name, seal: seal.id, note: { _ in }) else { continue }
      let own = observation.containers(of: name.text)
      let inodes = receipt.inodes(in: settings.checkout)
      seen[name.text] = StackLook(
        drift: StackDrift(name, receipt, own, inodes).all.map { $0.mapping(masker.mask) },
        paused: own.filter { $0.state == .paused }.map { masker.mask($0.name) },
        running: RunningVersion.count(own))
    }
    let status = liveStatus(base: kept, seen: seen)
    return status.showing(holds: try state.requests().activeHolds(at: WallClock.now))
  }

  /// Knows the values that stand decrypted in the checkout.
  private static func masker(_ settings: Settings, _ state: borrowing StateFolder) -> Masker {
    var masker = Masker()
    guard let ledger = try? state.readOrForget(SecretsLedger.self, SecretsLedger.name),
      let checkout = try? Folder.open(settings.checkout)
    else { return masker }
    for path in ledger.plaintexts.keys {
      guard let bytes = try? checkout.read(path, limit: SecretKeeper.limit) else { continue }
      masker.add(plaintext: bytes, named: path)
    }
    return masker
  }
}
