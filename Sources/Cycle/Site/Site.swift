internal import Docker
internal import Git
internal import Model
internal import Posix

/// This host during one cycle: its settings, its state, the lock, and its Engine.
final class Site {
  /// Seconds a whole cycle may take: below TimeoutStartSec of `units/converge.service`.
  static let deadline = 55.0 * 60

  let settings: Settings
  let options: Options
  let host: String
  let reporter: Reporter
  let interruption: Interruption
  let state: StateFolder
  let lock: FileLock
  let record: RecordKeeper
  /// What people asked for before the cycle began.
  var requests = Requests()
  /// What was on hold when the cycle began, or was put on hold since.
  var holds: [StackName: Hold] = [:]
  let records = StackRecords()
  /// What is known of the remotes once they were asked, also where the cycle ends with that.
  var remotes: [RemoteStatus] = []
  /// Whether no cycle has run here before.
  let isFirst: Bool
  let engine: Engine
  /// Names values without telling them.
  let seal: Seal
  let runFolder: RunFolder
  /// How the cycle before this one went; nil where none left that.
  private(set) lazy var lastCycle = runFolder.lastCycle()
  /// Of the configuration and sops' variables.
  private(set) lazy var keys = keyRing()
  /// Seconds since 1970-01-01T00:00:00Z.
  let started = WallClock.now
  let end: Instant

  /// Takes the lock and reads the host's record.
  static func open(
    _ settings: Settings, _ options: Options, _ reporter: Reporter
  ) throws(Failure) -> Site {
    let host = try HostName.choose(options, settings)
    let state = try StateFolder.open(settings.state)
    let interruption = try watchSignals()
    let lock = try CycleLock(path: state.lockPath, report: reporter.note).take()
    let known = try state.read(RecordFile.self, RecordFile.name)?.record
    try HostName.check(host, against: known, options)
    let seal = try state.seal(isKept: !options.dryRun)
    return Site(
      settings: settings, options: options, host: host, reporter: reporter,
      interruption: interruption, lock: lock, state: state,
      record: RecordKeeper(known ?? Record(host: host)), isFirst: known == nil,
      engine: Engine(socket: settings.docker, stop: interruption.raw), seal: seal,
      end: .now.adding(seconds: deadline))
  }

  private static func watchSignals() throws(Failure) -> Interruption {
    do {
      return try Interruption()
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  private init(
    settings: Settings, options: Options, host: String, reporter: Reporter,
    interruption: Interruption, lock: consuming FileLock, state: consuming StateFolder,
    record: RecordKeeper, isFirst: Bool, engine: Engine, seal: Seal,
    end: Instant
  ) {
    self.settings = settings
    self.options = options
    self.host = host
    self.reporter = reporter
    self.interruption = interruption
    self.lock = lock
    self.state = state
    self.record = record
    self.isFirst = isFirst
    self.engine = engine
    self.seal = seal
    runFolder = RunFolder(configuration: options.configuration, root: options.runFolder)
    self.end = end
  }

  /// Changes the record, on disk first.
  func update(_ change: (inout Record) -> Void) throws(Failure) {
    var new = record.record
    change(&new)
    guard new != record.record || isFirst && !record.isSaved else { return }
    try state.write(RecordFile(new), RecordFile.name)
    record.saved(new)
  }

  /// Whether the cycle may go on.
  ///
  /// - Throws: `.stopped` if a signal has arrived, `.failed` if the cycle has taken too long.
  func check() throws(Failure) {
    try interruption.check()
    guard Instant.now < end else {
      throw .failed(
        Problem(
          "the cycle took longer than \(Int(Site.deadline / 60)) minutes",
          hint: "the next cycle goes on; see above what took so long"))
    }
  }

  /// One look at the Engine.
  func observe() throws(Failure) -> Observation {
    do {
      return try engine.observe()
    } catch {
      try interruption.check()
      throw .noEngine(Problem("\(error)", hint: ComposeFailure.noEngine.hint))
    }
  }
}
