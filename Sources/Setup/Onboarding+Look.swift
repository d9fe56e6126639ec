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

  /// Fetches, settles the name, and makes the first plan.
  func lookAround(_ host: String, _ key: HostKeys) throws(Failure) -> Look {
    var look = try fetch(as: host)
    while let other = try otherName(look) {
      configuration?.host = other
      show(key.recipients, other)
      look = try fetch(as: other)
    }
    guard look.first != nil else { return look }
    try refuseTwin(look, key)
    if look.first?.isDeclared == true { try plan(&look) } else { tellUndeclared(look) }
    return look
  }

  private func fetch(as host: String) throws(Failure) -> Look {
    person.title("repository")
    var options = Options()
    options.configuration = try writeDraft()
    options.dryRun = true
    var look = Look(options: options, host: host)
    do {
      look.first = try Cycle.firstLook(options, reporter: quiet)
    } catch .noRemote(let problem) {
      person.warn("\(problem.bare)")
      if !openings.contains(where: { $0.opening == .empty }) { look.failure = .noRemote(problem) }
      return look
    }
    try check()
    if let commit = look.first?.commit {
      person.tell("fetched \(commit.id.prefix(7)) (\(commit.author): \(commit.subject))")
    }
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
