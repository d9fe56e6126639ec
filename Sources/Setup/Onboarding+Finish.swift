internal import Cycle
internal import Model
internal import Posix

/// What is decided about the first plan, and the timer.
extension Onboarding {
  /// Puts the configuration in place.
  func keepConfiguration(_ draft: String) throws(Failure) {
    guard draft == place.draft else { return }
    try place.rename(
      Folder.temporaryName(for: place.configurationName), to: place.configurationName)
    person.title("configuration")
    person.tell("wrote \(place.configuration)")
  }

  func settle(_ look: Look) throws(Failure) {
    let running = look.plan?.found ?? []
    guard look.first?.isFirst == true, !running.isEmpty else { return }
    person.title("projects that run here and are not declared")
    for project in running {
      person.tell("\(project): stays as it is, until it is declared or removed by hand")
    }
  }

  /// Enables the timer.
  ///
  /// - Returns: the exit code.
  func finish(_ look: Look) throws(Failure) -> Int32 {
    person.title("timer")
    try enableTimer()
    if let failure = look.failure { return failure.exitCode }
    return closed.isEmpty ? 0 : 69
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
    let result = try systemctl(["enable", "--now"])
    guard result.succeeded else {
      let said = String(decoding: result.errors, as: UTF8.self)
      let last = said.split(whereSeparator: \.isNewline).last ?? ""
      throw .failed(Problem("systemctl enable --now \(Onboarding.timer): \(last)"))
    }
    person.tell("enabled \(Onboarding.timer): the first cycle comes with it")
  }

  static let timer = "converge.timer"

  private func succeeds(_ words: [String]) throws(Failure) -> Bool {
    try systemctl(words).succeeded
  }

  private func systemctl(_ words: [String]) throws(Failure) -> Child.Result {
    do {
      return try run("systemctl", words + [Onboarding.timer])
    } catch {
      try check()
      throw .failed(Problem("\(error)"))
    }
  }
}

extension PlanReport {
  /// Projects that were found here and are not declared.
  var found: [String] {
    guard case .projects(let steps) = teardown else { return [] }
    return steps.compactMap { if case .leaveFound(let name) = $0 { name } else { nil } }
  }
}
