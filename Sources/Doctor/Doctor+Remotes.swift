internal import Cycle
internal import Git
internal import Model

/// Where commits come from.
extension Doctor {
  /// What one remote answered.
  enum Answer: Equatable {
    /// - Parameters:
    ///   - head: of the branch.
    ///   - lead: commits that it has and what is deployed has not, and the other way round; nil where
    ///     that is not known.
    case head(ObjectID, lead: (Int, Int)?)
    case failed(GitError)

    static func == (left: Answer, right: Answer) -> Bool {
      switch (left, right) {
      case (.head(let one, let lead), .head(let other, let second)):
        one == other && lead?.0 == second?.0 && lead?.1 == second?.1
      case (.failed(let one), .failed(let other)): one == other
      default: false
      }
    }
  }

  /// - Parameter isWhole: whether nothing is wrong with the configuration; else what lets this host in
  ///   may be left out of `settings`.
  func remotes(_ settings: Settings, _ survey: HostSurvey, isWhole: Bool) -> [Check] {
    let answers = settings.remotes.map { ($0, ask($0, settings, survey)) }
    let left = try? RunFolder(configuration: configuration, root: runFolder).read()
    let refused = (left?.remotes ?? []).filter { $0.isHeadRefused == true }
    let isReached = answers.contains { if case .head = $0.1 { true } else { false } }
    return answers.flatMap { remote, answer in
      var check = Doctor.remote(
        remote, answer, settings.branch, survey.deployed?.id, others: isReached, refused: refused)
      if !isWhole, check.level == .error {
        check.advice = "mend what is wrong with the configuration first"
      }
      return [check]
        + (settings.allowedSigners == nil ? Doctor.openness(of: remote) : [])
    }
  }

  private func ask(_ remote: Remote, _ settings: Settings, _ survey: HostSurvey) -> Answer {
    do throws(GitError) {
      let heads = try remote.heads(
        deadline: Doctor.patience, credential: Remote.hostCredential)
      guard let head = heads.first(where: { $0.branch == settings.branch })?.commit else {
        let there = heads.prefix(5).map(\.branch).joined(separator: ", ")
        let words = there.isEmpty ? "the repository is empty" : "there is \(there)"
        throw GitError(
          .noBranch, "find \(settings.branch)", "the remote has no such branch; \(words)")
      }
      return .head(head, lead: lead(of: head, settings, survey))
    } catch {
      return .failed(error)
    }
  }

  private func lead(
    of head: ObjectID, _ settings: Settings, _ survey: HostSurvey
  ) -> (Int, Int)? {
    guard let deployed = survey.deployed?.id else { return nil }
    if head == deployed { return (0, 0) }
    guard let repository = try? Repository.open(settings.checkout),
      (try? repository.contains(head)) == true,
      let ahead = try? repository.commits(of: head, without: deployed),
      let behind = try? repository.commits(of: deployed, without: head)
    else { return nil }
    return (ahead, behind)
  }

  /// - Parameters:
  ///   - deployed: nil where nothing is.
  ///   - others: whether any remote answered.
  ///   - refused: the remotes whose heads the last cycle refused.
  static func remote(
    _ remote: Remote, _ answer: Answer, _ branch: String, _ deployed: ObjectID?, others: Bool,
    refused: [RemoteStatus] = []
  ) -> Check {
    let subject = RemoteStatus(url: remote.description, .reached).url
    switch answer {
    case .failed(let error):
      let isPassing = error.code == .unreachable || error.code == .timedOut
      return Check(
        .remotes, isPassing && others ? .warning : .error, subject, error.reason,
        error.advice)
    case .head(let head, let lead):
      // a mirror may show what the first one was refused for
      if let known = refused.first(where: { $0.head == head.hex }), let problem = known.problem {
        return Check(
          .remotes, known.lead == nil ? .error : .warning, subject, "\(branch) at \(problem)",
          known.advice)
      }
      let words = "\(branch) at \(head.short)"
      guard let deployed else {
        return Check(.remotes, .ok, subject, "\(words); nothing is deployed yet")
      }
      switch lead {
      case (0, 0)?: return Check(.remotes, .ok, subject, "\(words), which is deployed")
      case (let ahead, 0)?:
        return Check(
          .remotes, .ok, subject, "\(words), \(commits(ahead)) newer than what is deployed")
      case (0, let behind)?:
        return Check(
          .remotes, .warning, subject, "\(words), \(commits(behind)) behind what is deployed",
          "push \(deployed.short) there, or see why that mirror lags")
      case (_, _)?:
        return Check(
          .remotes, .warning, subject,
          "\(words), which does not descend from \(deployed.short), which is deployed",
          "see converge status: whose history is the right one")
      case nil:
        return Check(
          .remotes, .ok, subject,
          "\(words), which is not fetched yet; \(deployed.short) is deployed")
      }
    }
  }

  private static func commits(_ count: Int) -> String {
    Count.words(count, "commit")
  }

  /// A warning where anybody on the way can read commits, and write them.
  static func openness(of remote: Remote) -> [Check] {
    let scheme: String
    switch remote.url.kind {
    case .http: scheme = "http://"
    case .git: scheme = "git://"
    case .path, .https, .ssh: return []
    }
    return [
      Check(
        .remotes, .warning, RemoteStatus(url: remote.description, .reached).url,
        "\(scheme) proves neither the server nor its commits: whoever stands in between decides "
          + "what runs here", "use https:// or ssh, or ask for signed commits with `signatures`")
    ]
  }
}
