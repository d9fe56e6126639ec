internal import Crypto
internal import Cycle
internal import Git
internal import Model
internal import Posix

/// Remotes, one after the other, until each lets this host in or it is known why not.
extension Onboarding {
  /// What came of the attempts to be let in by a remote.
  enum Opening: Equatable {
    case open
    /// It lets this host in, and has nothing yet.
    case empty
    /// It lets this host in, and lacks the branch.
    case lacking(GitError)
    case closed(GitError)

    var error: GitError? {
      switch self {
      case .open, .empty: nil
      case .lacking(let error), .closed(let error): error
      }
    }

    /// Whether init goes on with it.
    var isUsable: Bool { error == nil }

    var isClosed: Bool { if case .closed = self { true } else { false } }
  }

  /// The remotes with the files that they turned out to need.
  func openRemotes(
    _ settings: Settings?, _ urls: [RemoteURL], _ host: String
  ) throws(Failure) -> [RemoteEntry] {
    branch = settings?.branch ?? options.branch ?? "main"
    let known = settings.map { RemoteEntry.configured($0.remotes, in: place) }
    var entries = known ?? RemoteEntry.planned(urls, in: place)
    try assignTokens(entries)
    defer { Wipe.bytes(&inputToken) }
    for index in entries.indices {
      person.title("remote \(entries[index].url)")
      try prepare(&entries[index], host)
      openings.append((entries[index].url, try open(&entries[index])))
    }
    tellUnused()
    return entries
  }

  /// What a remote needs before it can be asked anything.
  private func prepare(_ entry: inout RemoteEntry, _ host: String) throws(Failure) {
    switch entry.url.kind {
    case .ssh:
      try makeDeployKey(entry, host)
      try pinHostKey(entry)
    case .http, .git:
      person.warn(
        "\(entry.url) goes over the network unprotected: anybody on the way can change it")
    case .https, .path: break
    }
  }

  /// Tries until the remote can be used, or nobody wants to try again.
  private func open(_ entry: inout RemoteEntry) throws(Failure) -> Opening {
    let before = entry
    while true {
      let opening = try attempt(entry)
      if let error = opening.error, entry.url.kind == .https, try mend(&entry, error) { continue }
      try tell(opening, of: entry)
      guard let error = opening.error, try isToTryAgain(error) else {
        try settleToken(&entry, opening, since: before)
        tellLacking(entry, since: before)
        return opening
      }
      if entry.url.kind == .ssh { try pinHostKey(entry) }
    }
  }

  /// One connection.
  private func attempt(_ entry: RemoteEntry) throws(Failure) -> Opening {
    let remote = try entry.remote
    let heads: [RemoteHead]
    do throws(GitError) {
      heads = try remote.heads(
        deadline: Onboarding.patience, credential: Remote.hostCredential, stop: signals.raw)
    } catch {
      try check()
      return .closed(error)
    }
    if heads.isEmpty { return .empty }
    if heads.contains(where: { $0.branch == branch }) { return .open }
    let names = heads.map(\.branch).sorted().prefix(5).joined(separator: ", ")
    return .lacking(
      GitError(.noBranch, "use \(entry.url)", "it has no branch \(branch); it has \(names)"))
  }

  /// Says what came of an attempt, and what to do.
  private func tell(_ opening: Opening, of entry: RemoteEntry) throws(Failure) {
    switch opening {
    case .open: person.tell("it lets this host in")
    case .empty:
      person.tell("it lets this host in")
      person.warn("\(entry.url) is empty: push \(branch) there")
    case .lacking(let error):
      let other = isFixed || written != nil ? "" : ", or name another with --branch NAME"
      person.warn("\(entry.url): \(error.reason): push \(branch) there\(other)")
    case .closed(let error):
      let advice = advice(error, entry).map { "; here: \($0)" } ?? ""
      person.reporter.note(Event(isAsking ? .warning : .error, "\(error)\(advice)"))
      if isAsking, entry.url.kind == .ssh, error.code == .refused { try showDeployKey(entry) }
    }
  }

  /// What a person can do about it with this command.
  private func advice(_ error: GitError, _ entry: RemoteEntry) -> String? {
    switch (entry.url.kind, error.code) {
    case (.https, .untrusted) where entry.authority == nil: "--ca-file FILE"
    case (.https, .configuration) where isLost(entry.token): tokenOption(entry)
    case (.https, .configuration) where isLost(entry.authority): "--ca-file FILE"
    case (.https, .refused) where servers.count > 1: tokenOption(entry)
    case (.https, .refused): "\(tokenOption(entry)) or --token-stdin"
    case (.https, .configuration) where isMalformed(entry.token):
      "correct it, or give another one with \(tokenOption(entry))"
    case (.ssh, .refused) where !isAsking:
      entry.identity.map { "paste \($0).pub at \(Forge.place(for: entry.url))" }
    default: nil
    }
  }

  /// How a token for it is given.
  func tokenOption(_ entry: RemoteEntry) -> String {
    servers.count > 1 ? "--token-file \(entry.url.server)=FILE" : "--token-file FILE"
  }

  /// Asks whether to try once more.
  private func isToTryAgain(_ error: GitError) throws(Failure) -> Bool {
    // what is not trusted is not a matter of trying often enough
    guard isAsking, error.code != .untrusted else { return false }
    return try ask("press Enter to try again, or type skip: ")?.lowercased() != "skip"
  }
}
