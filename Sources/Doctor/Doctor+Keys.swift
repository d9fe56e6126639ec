internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// The keys that open secrets.
extension Doctor {
  func keys(_ settings: Settings, _ survey: HostSurvey) -> [Check] {
    let ring = KeyRing(settings.ageKeys, for: .cycle)
    let (keys, problems) = ring.origins()
    let loaded = keys.map { (recipient: "\($0.recipient)", source: "\($0.source)") }
    let faults = problems.map { problem in
      Check(
        .keys, isRoot ? .error : .skipped, "age key", problem.bare.description,
        problem.hint ?? "correct it, or `age-keys` in the configuration")
    }
    return loaded.map { Doctor.key($0.recipient, from: $0.source) } + faults
      + Doctor.secrets(survey, own: loaded.map(\.recipient), isWhole: problems.isEmpty)
  }

  static func key(_ recipient: String, from source: String) -> Check {
    if PublishedKeys.recipients.contains(recipient) {
      return Check(
        .keys, .error, source, "is a key of converge's example, which everybody has",
        "make one of its own: move this one away, then converge secrets keygen -o \(source)")
    }
    return Check(.keys, .ok, source, recipient)
  }

  /// Whether this host's keys are those that its secrets are encrypted for.
  ///
  /// - Parameters:
  ///   - own: the recipients of the keys that could be loaded.
  ///   - isWhole: whether that is all of them.
  static func secrets(_ survey: HostSurvey, own: [String], isWhole: Bool) -> [Check] {
    var checks: [Check] = []
    let file = "host/\(survey.host)/age.pub"
    if let published = survey.published {
      let known = Set(published)
      let isOwn = own.contains { known.contains($0) }
      if isOwn {
        checks.append(Check(.keys, .ok, file, "names a key of this host"))
      } else if isWhole {
        let advice =
          own.first.map { "commit \($0) there, and: converge secrets update-keys" }
          ?? "name the key in `age-keys`"
        checks.append(
          Check(.keys, .error, file, "names another key than this host has", advice))
      }
    }
    if survey.secrets.isEmpty { return checks }
    let closed = survey.closed(to: Set(own))
    let subject = "secrets of \(survey.host)"
    if closed.isEmpty {
      let words = "\(survey.secrets.count), all for a key of this host"
      checks.append(Check(.keys, .ok, subject, words))
    } else {
      let names = closed.prefix(3).joined(separator: ", ")
      let rest = closed.count > 3 ? " and \(closed.count - 3) more" : ""
      checks.append(
        Check(
          .keys, .error, subject, "not for any key of this host: \(names)\(rest)",
          "add its recipient to .sops.yaml, and: converge secrets update-keys"))
    }
    return checks
  }
}
