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
  ///   configuration, or the host's name.
  public static func look(
    _ configuration: String, _ kept: HostStatus?
  ) throws(Failure) -> HostStatus {
    let settings: Settings
    do { settings = try Settings.load(configuration) } catch { throw Failure(error) }
    if let fault = nameFault(settings) { throw .settingsInvalid([fault]) }
    if let fault = signersFault(settings) { throw .settingsInvalid([fault]) }
    let observation: Observation
    do {
      observation = try Engine(socket: settings.docker, seconds: 10).observe()
    } catch {
      throw .noEngine(Problem("\(error)"))
    }
    let kept = settings.host.flatMap { kept?.named($0) } ?? kept
    guard let state = try? StateFolder.open(settings.state, isMade: false),
      let seal = try? state.seal(isKept: false)
    else { return liveStatus(base: kept, seen: [:]) }
    let masker = masker(settings, state)
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
    var status = liveStatus(base: kept, seen: seen)
    status.unfinished = state.unfinished(after: kept)
    let holds = try state.requests().activeHolds(at: WallClock.now)
    // a list that no cycle has read keeps nothing from being taken for undeclared
    if kept?.commit != nil, let record = try state.read(RecordFile.self, RecordFile.name)?.record {
      let others = observation.projects.subtracting(names.map(\.text))
      status = status.showing(
        undeclared: steps(for: others, settings, found: record.found, holds),
        limit: settings.teardownLimit)
    }
    return status.showing(holds, of: state)
  }

  /// What becomes of projects that are not declared.
  static func steps(
    for projects: Set<String>, _ settings: Settings, found: Set<String>, _ holds: [StackName: Hold]
  ) -> [ProjectStep] {
    let nothing = Declaration(host: settings.host ?? "", stacks: [])
    let planner = Planner(
      declaration: nothing, protected: Set(settings.protect), found: found, holds: holds)
    return planner.steps(for: projects)
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

extension StateFolder {
  /// What a cycle began to deploy after the last one that told how it went: it is at work, or was
  /// killed.
  fileprivate func unfinished(after last: HostStatus?) -> String? {
    guard let last, let written = (try? folder.status(RecordFile.name))??.modified,
      written.seconds >= last.finished,
      let accepted = try? read(RecordFile.self, RecordFile.name)?.record.accepted
    else { return nil }
    return accepted == last.commit?.id ? nil : accepted
  }
}
