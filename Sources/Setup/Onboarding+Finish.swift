internal import Cycle
internal import Model
internal import Posix

/// What is decided about the first plan, and the timer.
extension Onboarding {
  /// Enables the timer.
  ///
  /// - Returns: the exit code.
  func finish(_ look: Look) throws(Failure) -> Int32 {
    person.title("timer")
    if case .noEngine = look.failure {
      person.tell("not enabled: without an Engine there was no plan; mend that and run init again")
    } else {
      try enableTimer()
    }
    if let failure = look.failure { return failure.exitCode }
    return openings.contains(where: \.opening.isClosed) ? 69 : 0
  }

  private func enableTimer() throws(Failure) {
    guard options.timer else {
      person.tell("not enabled, as --no-timer says: systemctl enable --now \(Onboarding.timer)")
      return
    }
    guard place.configuration == Settings.defaultPath else {
      person.tell(
        "not enabled: its service reads \(Settings.defaultPath), not \(place.configuration)")
      return
    }
    guard (try? FileStatus.of("/run/systemd/system"))?.kind == .folder else {
      person.warn("systemd does not run here: run converge every few minutes by other means")
      return
    }
    if try succeeds(["is-enabled", "--quiet"]), try succeeds(["is-active", "--quiet"]) {
      person.tell("\(Onboarding.timer) is enabled and runs")
      return
    }
    guard try confirms("start now, and every few minutes from then on?") ?? true else {
      person.tell("not enabled: systemctl enable --now \(Onboarding.timer)")
      return
    }
    let result = try systemctl(["enable", "--now"], Onboarding.timer)
    guard result.succeeded else {
      let said = String(decoding: result.errors, as: UTF8.self)
      let last = said.split(whereSeparator: \.isNewline).last ?? ""
      throw .failed(Problem("systemctl enable --now \(Onboarding.timer): \(last)"))
    }
    person.tell("enabled \(Onboarding.timer)")
    try startFirstCycle()
    person.tell("watch it: journalctl -fu converge; ask: converge status, converge doctor")
  }

  /// The timer waits for its next turn, and for this host's own delay.
  private func startFirstCycle() throws(Failure) {
    let hint = "systemctl start \(Onboarding.service)"
    let result = try systemctl(["start", "--no-block"], Onboarding.service)
    person.tell(
      result.succeeded ? "started the first cycle" : "the first cycle did not start: \(hint)")
  }

  static let timer = "converge.timer"
  private static let service = "converge.service"

  private func succeeds(_ words: [String]) throws(Failure) -> Bool {
    try systemctl(words, Onboarding.timer).succeeded
  }

  private func systemctl(_ words: [String], _ unit: String) throws(Failure) -> Child.Result {
    do {
      return try run("systemctl", words + [unit])
    } catch {
      try check()
      throw .failed(Problem("\(error)"))
    }
  }
}
