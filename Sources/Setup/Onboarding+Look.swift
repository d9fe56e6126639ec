internal import Cycle
internal import Model
internal import Posix
internal import Synchronization

/// From the configuration to the first plan, and what a person decides about it.
extension Onboarding {
  /// What was seen before anything is enabled.
  struct Look {
    var options: Options
    var host: String
    /// nil where nothing could be fetched although a remote answered.
    var first: FirstLook?
    var plan: PlanReport?
    /// Why there is no plan.
    var failure: Failure?
  }

  /// The configuration as it is going to be; where one is there, that one.
  ///
  /// - Returns: its path.
  func writeDraft(
    _ settings: Settings?, _ remotes: [RemoteEntry], _ host: String, _ key: HostKeys
  ) throws(Failure) -> String {
    guard settings == nil else { return place.configuration }
    configuration = ConfigurationText(
      remotes: remotes, host: host, branch: options.branch, checkout: options.checkout,
      state: options.state, docker: options.docker, ageKey: key.file)
    try writeDraft()
    return place.draft
  }

  func writeDraft() throws(Failure) {
    guard let configuration else { return }
    try place.write(
      Array(configuration.text.utf8), to: Folder.temporaryName(for: place.configurationName))
  }

  /// Fetches, and makes the first plan.
  func firstLook(_ path: String, _ host: String, _ key: HostKeys) throws(Failure) -> Look {
    person.title("repository")
    var options = Options()
    options.configuration = path
    options.dryRun = true
    var look = Look(options: options, host: host)
    let reporter = quiet
    do {
      look.first = try Cycle.firstLook(options, reporter: reporter)
    } catch .noRemote(let problem) {
      person.warn("\(problem.bare)")
      if !isRepositoryEmpty { look.failure = .noRemote(problem) }
      return look
    }
    try check()
    if let commit = look.first?.commit {
      person.tell("fetched \(commit.id.prefix(7)) (\(commit.author): \(commit.subject))")
    }
    try refuseTwin(look, key)
    guard look.first?.isDeclared == true else {
      tellUndeclared(look)
      return look
    }
    try plan(&look)
    return look
  }

  /// Warnings and errors of a cycle's steps, and nothing else of them.
  var quiet: Reporter {
    let note = person.reporter.note
    return Reporter(
      result: { _ in },
      note: { if $0.severity.rawValue <= Event.Severity.warning.rawValue { note($0) } })
  }

  private func plan(_ look: inout Look) throws(Failure) {
    person.title("first plan")
    let found = Mutex<PlanReport?>(nil)
    let outer = person.reporter
    let reporter = Reporter(
      result: { _ in }, note: quiet.note,
      plan: { report in
        found.withLock { $0 = report }
        outer.plan(report)
      })
    do {
      _ = try Cycle.run(look.options, reporter: reporter)
    } catch .stopped(let signal) {
      throw .stopped(signal: signal)
    } catch {
      look.failure = error
      for problem in error.problems { person.reporter.note(Event(.error, "\(problem)")) }
    }
    look.plan = found.withLock { $0 }
  }

  private func tellUndeclared(_ look: Look) {
    let hosts = look.first?.hosts ?? []
    let known = hosts.isEmpty ? "no host yet" : hosts.joined(separator: ", ")
    person.warn(
      "the repository does not know the host \(look.host) (it has \(known)): commit "
        + "host/\(look.host)/stacks.yaml, a list of stacks or []; until then nothing runs here")
  }

  /// Two machines of one name would both run its stacks.
  private func refuseTwin(_ look: Look, _ key: HostKeys) throws(Failure) {
    guard let known = look.first?.recipients, !known.isEmpty, !key.recipients.isEmpty,
      !key.recipients.contains(where: known.contains)
    else { return }
    let file = "host/\(look.host)/age.pub"
    let words =
      "ANOTHER MACHINE BEARS THE NAME \(look.host): \(file) in the repository is "
      + "\(known.joined(separator: ", ")), the key of this machine \(key.recipients[0])"
    if options.adopt {
      person.warn("\(words); it takes the name over: commit its recipient there")
      return
    }
    throw .declarationInvalid([
      Problem(
        words,
        hint: "give this machine a name of its own (hostname, or --host NAME); if it replaces the "
          + "other one, commit its recipient to \(file), or say --adopt; nothing was enabled, "
          + "and a timer that runs here already is ended by: systemctl disable --now converge.timer"
      )
    ])
  }
}
