internal import Cycle
internal import Git
internal import Model
internal import Posix

/// Remotes, one after the other, until each lets this host in or it is known why not.
extension Onboarding {
  /// The remotes with the files that they turned out to need.
  func openRemotes(
    _ settings: Settings?, _ urls: [RemoteURL], _ host: String
  ) throws(Failure) -> [RemoteEntry] {
    branch = settings?.branch ?? options.branch ?? "main"
    let known = settings.map { RemoteEntry.configured($0.remotes, in: place) }
    var entries = known ?? RemoteEntry.planned(urls, in: place)
    for index in entries.indices {
      person.title("remote \(entries[index].url)")
      try prepare(&entries[index], host)
      if let error = try open(&entries[index], isConfigured: known != nil) {
        closed.append((entries[index].url.description, error))
        person.reporter.note(Event(.error, "\(error)"))
      }
    }
    if !isTokenTaken, options.tokenFile != nil || options.readsToken {
      person.tell("the token of the command line was not tried, and not kept")
    }
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

  /// Tries until the remote lets this host in.
  ///
  /// - Returns: why it does not.
  private func open(_ entry: inout RemoteEntry, isConfigured: Bool) throws(Failure) -> GitError? {
    var isNew = entry.url.kind == .https
    while true {
      guard let error = try attempt(entry) else {
        person.tell("it lets this host in")
        return nil
      }
      if isNew, try mend(&entry, error, isConfigured) { continue }
      isNew = entry.url.kind == .https
      guard try isToTryAgain(entry, error) else {
        try forgetRefusedToken(&entry, error)
        return error
      }
      if entry.url.kind == .ssh { try pinHostKey(entry) }
    }
  }

  /// One connection.
  func attempt(_ entry: RemoteEntry) throws(Failure) -> GitError? {
    let remote = try entry.remote
    let heads: [RemoteHead]
    do throws(GitError) {
      heads = try remote.heads(
        deadline: Onboarding.patience, credential: Remote.hostCredential, stop: signals.raw)
    } catch {
      try check()
      return error
    }
    if heads.isEmpty {
      isRepositoryEmpty = true
      person.warn("the repository is empty: push a first commit to \(branch)")
    } else if !heads.contains(where: { $0.branch == branch }) {
      let names = heads.map(\.branch).sorted().prefix(5).joined(separator: ", ")
      throw .usage(
        Problem("\(entry.url) has no branch \(branch); it has \(names)", hint: "--branch NAME"))
    }
    return nil
  }

  /// Asks whether to try once more.
  private func isToTryAgain(_ entry: RemoteEntry, _ error: GitError) throws(Failure) -> Bool {
    // what is not trusted is not a matter of trying often enough
    guard person.answers, !options.yes, error.code != .untrusted else { return false }
    person.warn("\(error)")
    if entry.url.kind == .ssh, error.code == .refused { try showDeployKey(entry) }
    let answer = try ask("press Enter to try again, or type skip: ")
    return answer?.lowercased() != "skip"
  }
}
