public import Model
internal import Posix

/// What a person asks of the cycles to come, without waiting for the one at work.
extension Cycle {
  /// What was put on hold.
  public struct Held: Equatable, Sendable {
    public let hold: Hold
    /// The hold that was in force already.
    public let previous: Hold?
    /// What the person should know.
    public let warnings: [Problem]
  }

  /// The seconds of "90s", "30m", "2h" or "2d"; nil for anything else, and for none.
  public static func seconds(_ text: String) -> Int64? {
    SettingsRules.seconds(text).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Puts a stack, or a project that is not declared, on hold.
  ///
  /// - Parameters:
  ///   - seconds: how long; nil until somebody says resume.
  ///   - reason: for others who read of it.
  ///   - configuration: the path of the host's configuration.
  /// - Throws: `.usage` where no such stack is known.
  public static func hold(
    _ stack: String, seconds: Int64?, reason: String?, configuration: String
  ) throws(Failure) -> Held {
    let (name, settings) = (try stackName(stack), try load(configuration))
    let state = try StateFolder.open(settings.state)
    var warnings = [try KnownProjects(settings, state).check(name)].compactMap { $0 }
    let now = WallClock.now
    var previous: Hold?
    let requests = try state.changeRequests { requests in
      previous = requests.activeHolds(at: now)[name]
      requests.holds[name] = Hold(
        since: previous?.since ?? now, until: seconds.map { now + $0 },
        reason: reason ?? previous?.reason)
    }
    if let cycle = LockHolder.all(of: state.lockPath).first(where: \.isCycle) {
      warnings.append(
        Problem(
          "a cycle is at work (process \(cycle.process)) and may have begun with \(name) already",
          hint: "wait for its end"))
    }
    return Held(hold: requests.holds[name]!, previous: previous, warnings: warnings)
  }

  /// Ends the hold of a stack or project.
  ///
  /// - Returns: the hold that was in force, nil where there was none; and whether it was all that
  ///   kept the project from being removed.
  /// - Throws: `.usage` where no such stack is known.
  public static func resume(
    _ stack: String, configuration: String
  ) throws(Failure) -> (hold: Hold?, isUnwanted: Bool) {
    let (name, settings) = (try stackName(stack), try load(configuration))
    let state = try StateFolder.open(settings.state)
    let known = KnownProjects(settings, state)
    guard let hold = try state.requests().holds[name] else {
      _ = try known.check(name)
      return (nil, known.isUnwanted(name))
    }
    try state.changeRequests { $0.holds[name] = nil }
    return (hold.isActive(at: WallClock.now) ? hold : nil, known.isUnwanted(name))
  }

  /// Has the next cycle try a stack again although what is committed failed before.
  ///
  /// - Returns: whether something of it failed that an ordinary cycle would not try now.
  /// - Throws: `.usage` where no such stack is known, `.failed` where it is on hold.
  public static func retry(_ stack: String, configuration: String) throws(Failure) -> Bool {
    let (name, settings) = (try stackName(stack), try load(configuration))
    let state = try StateFolder.open(settings.state)
    _ = try KnownProjects(settings, state).check(name, declared: true)
    let now = WallClock.now
    if let hold = try state.requests().activeHolds(at: now)[name] {
      throw .failed(
        Problem("\(name) is \(hold.words())", hint: "converge resume \(name) ends that"))
    }
    try state.changeRequests { $0.retries[name] = now }
    let record = try state.read(StacksFile.self, StacksFile.name)?.stacks[name.text]
    return record?.heldBack != nil || record?.failing != nil || record?.owesPostDeploy == true
  }

  private static func stackName(_ text: String) throws(Failure) -> StackName {
    if let name = StackName(text) { return name }
    throw .usage(
      Problem(
        "\"\(text)\" is not a stack name",
        hint: "a stack is named as its folder below stacks/: lower-case letters, digits, - and _"))
  }

  private static func load(_ configuration: String) throws(Failure) -> Settings {
    var options = Options()
    options.configuration = configuration
    return try load(options)
  }
}
