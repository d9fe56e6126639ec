internal import Cycle
internal import Posix

/// What starts the cycles.
extension Doctor {
  func units() -> [Check] {
    if configuration != Settings.defaultPath {
      let words = "is about \(Settings.defaultPath), and this is another configuration"
      return [Check(.units, .ok, Systemd.timer, words)]
    }
    guard Systemd.isBooted, let (service, timer) = Systemd.units() else {
      return [
        Check(
          .units, .warning, Systemd.timer, "systemd does not run here, or does not answer",
          "see that something starts converge every few minutes")
      ]
    }
    let program = (try? FileStatus.of(Host.program))?.modified.seconds
    let last = RunFolder(configuration: configuration, root: runFolder).lastCycle()
    return Doctor.units(
      service, timer, next: Systemd.nextRun(), last: last, program: program,
      age: { (try? FileStatus.of($0))?.modified.seconds })
      + Programs(started: service.program).checks
  }

  /// - Parameters:
  ///   - next: when the timer starts the next cycle: seconds since 1970-01-01T00:00:00Z.
  ///   - last: how the last cycle since the start of this machine went; nil where none did.
  ///   - program: when this program was made, and `age`: when the file at a path was.
  static func units(
    _ service: Unit, _ timer: Unit, next: Int64?, last: CycleNote?, program: Int64?,
    age: (String) -> Int64?, time: LocalTime = LocalTime()
  ) -> [Check] {
    let checks = [
      Doctor.timer(timer, next: next, time), Doctor.service(service, last: last, time),
    ]
    return checks
      + [(Systemd.service, service), (Systemd.timer, timer)].flatMap { name, unit in
        outdated(name, unit, program: program, age: age)
      }
  }

  private static func timer(_ timer: Unit, next: Int64?, _ time: LocalTime) -> Check {
    let name = Systemd.timer
    if let fault = unusable(name, timer) { return fault }
    if !timer.isActive {
      return Check(
        .units, .error, name, "is not running: nothing starts cycles",
        "systemctl enable --now \(name)")
    }
    let words = next.map { "next run at \(time.words($0))" } ?? "a cycle is at work"
    if !timer.isEnabled {
      return Check(
        .units, .warning, name, "\(words), but not enabled: none after the next boot",
        "systemctl enable \(name)")
    }
    return Check(.units, .ok, name, "enabled; \(words)")
  }

  /// Why nothing can start a unit; nil where something can.
  private static func unusable(_ name: String, _ unit: Unit) -> Check? {
    let (found, advice): (String, String)
    switch unit.load {
    case "loaded": return nil
    case "masked": (found, advice) = ("is masked: nothing can start it", "systemctl unmask \(name)")
    case "not-found": (found, advice) = ("is not installed", "install the package again")
    default:
      found = "is there, but systemd cannot use it (\(unit.load)): nothing can start it"
      advice =
        "systemctl status \(name) and systemd-analyze verify \(name) say why; systemctl revert "
        + "\(name) drops what was changed of it here"
    }
    return Check(.units, .error, name, found, advice)
  }

  private static func service(_ service: Unit, last: CycleNote?, _ time: LocalTime) -> Check {
    let name = Systemd.service
    if let fault = unusable(name, service) { return fault }
    if service.isActive { return Check(.units, .ok, name, "a cycle is at work") }
    if !service.hasRun { return Check(.units, .ok, name, forgotten(last, time)) }
    switch service.result {
    case "success", "": return Check(.units, .ok, name, "the last run went well")
    case "exit-code":
      if service.isUnstarted { return unstarted(service) }
      return Check(
        .units, .warning, name, "the last run ended with \(service.status)",
        "journalctl -u converge")
    default:
      return Check(
        .units, .error, name, "the last run ended by \(service.result)", "journalctl -u converge")
    }
  }

  /// What cycles themselves left, where systemd knows of no run: it forgets those of a service that
  /// no timer waits to start again, and never knew of those by hand.
  private static func forgotten(_ last: CycleNote?, _ time: LocalTime) -> String {
    if let run = last?.rhythm?.last { return "last ran at \(time.words(run))" }
    let byHand = last.map { "; the last cycle, by hand, ended at \(time.words($0.finished))" }
    return "has not run since this machine was started\(byHand ?? "")"
  }

  private static func unstarted(_ service: Unit) -> Check {
    let name = Systemd.service
    return Check(
      .units, .error, name,
      "the last run ended with \(service.status): systemd could not start "
        + (service.program ?? "the program"),
      "systemctl status \(name) and journalctl -u converge say why")
  }

  /// Where systemd, or whoever copied the unit's file, is behind.
  private static func outdated(
    _ name: String, _ unit: Unit, program: Int64?, age: (String) -> Int64?
  ) -> [Check] {
    if unit.isOutdated {
      return [
        Check(
          .units, .warning, name, "its file has changed since systemd read it",
          "systemctl daemon-reload")
      ]
    }
    guard unit.isFound, unit.path.hasPrefix("/etc/") else { return [] }
    for folder in ["/usr/lib/systemd/system", "/lib/systemd/system"]
    where age("\(folder)/\(name)") != nil {
      return [
        Check(
          .units, .warning, name, "\(unit.path) hides the package's unit in \(folder)",
          "rm \(unit.path) && systemctl daemon-reload, unless it is meant to; what is your own "
            + "belongs into systemctl edit \(name)")
      ]
    }
    // a package brings both at once
    guard let program, let made = age(unit.path), made < program else { return [] }
    return [
      Check(
        .units, .warning, name, "\(unit.path) is older than the program",
        "compare it with the one that came with the program")
    ]
  }
}
