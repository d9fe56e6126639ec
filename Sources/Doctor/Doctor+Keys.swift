internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// The keys that open secrets.
extension Doctor {
  /// - Parameter isWhole: whether the settings are all that the configuration says.
  func keys(_ settings: Settings, _ survey: HostSurvey, isWhole: Bool) -> [Check] {
    let ring = KeyRing(settings.ageKeys, for: .cycle)
    let (keys, problems) = ring.origins()
    let faults = problems.map { problem in
      Check(
        .keys, isRoot ? .error : .skipped, "age key", problem.bare.description,
        problem.hint ?? "correct it, or `age-keys` in the configuration")
    }
    let own = keys.map { "\($0.recipient)" }
    return keys.map { Doctor.key($0.recipient, from: $0.source) } + faults
      + Doctor.secrets(survey, own: own, isWhole: isWhole && problems.isEmpty)
  }

  static func key(_ recipient: Recipient, from source: KeySource) -> Check {
    if PublishedKeys.contains(recipient) {
      return Check(
        .keys, .error, "\(source)", PublishedKeys.words, source.publishedProblem.hint)
    }
    return Check(.keys, .ok, "\(source)", "\(recipient)")
  }

  /// Whether this host's keys are those that its secrets are encrypted for.
  ///
  /// - Parameters:
  ///   - own: the recipients of the keys that could be loaded.
  ///   - isWhole: whether that is all of them.
  static func secrets(_ survey: HostSurvey, own: [String], isWhole: Bool) -> [Check] {
    let known = survey.published.map { published(survey, $0, own: own, isWhole: isWhole) } ?? nil
    let isForeign = known?.level == .error
    let first =
      !isWhole
      ? "correct what is wrong with its keys" : isForeign ? "see host/\(survey.host)/age.pub" : nil
    return [known, opened(survey, own: own, first: first)].compactMap { $0 }
  }

  /// Whether the repository knows this host by a key that it has.
  private static func published(
    _ survey: HostSurvey, _ published: [String], own: [String], isWhole: Bool
  ) -> Check? {
    let file = "host/\(survey.host)/age.pub"
    if !Set(own).isDisjoint(with: published) {
      return Check(.keys, .ok, file, "names a key of this host")
    }
    guard isWhole else { return nil }
    return Check(
      .keys, .error, file, "names another key than this host has",
      own.first.map(NameClash.advice) ?? "name the key in `age-keys`")
  }

  /// Whether this host can open what it is to have.
  ///
  /// - Parameter first: what comes before any change of who can open them: the key that they are for
  ///   may be one that is here, or another machine's.
  private static func opened(_ survey: HostSurvey, own: [String], first: String?) -> Check? {
    if survey.secrets.isEmpty { return nil }
    let subject = "secrets of \(survey.host)"
    let closed = survey.closed(to: Set(own))
    if closed.isEmpty {
      return Check(
        .keys, .ok, subject, "\(survey.secrets.count), all for a key of this host")
    }
    let names = closed.prefix(3).joined(separator: ", ")
    let rest = closed.count > 3 ? " and \(closed.count - 3) more" : ""
    return Check(
      .keys, .error, subject, "not for any key of this host: \(names)\(rest)",
      first
        ?? "add its recipient to .sops.yaml, and: converge secrets update-keys")
  }
}
