internal import Crypto
internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// The age key of this host.
struct HostKeys {
  /// The file that the configuration is to name; nil where it names its keys already.
  let file: String?
  /// Their public halves; none where they cannot be known here.
  let recipients: [String]
}

extension Onboarding {
  /// Makes the age key where there is none, and shows its recipient.
  func ageKey(_ settings: Settings?, _ host: String) throws(Failure) -> HostKeys {
    person.title("age key")
    if let settings {
      for case .file(let path) in settings.ageKeys where isLost(path) { try replaceAgeKey(path) }
      let recipients = try recipients(of: settings.ageKeys)
      if settings.ageKeys.isEmpty {
        person.warn("\(place.configuration) names no age-keys: this host opens no secrets")
      }
      for case .file(let path) in settings.ageKeys.prefix(1) { try keepRecipients(of: path) }
      show(recipients, host)
      return HostKeys(file: nil, recipients: recipients)
    }
    let path = place.full("age.key")
    if !place.has("age.key") {
      var (bytes, _) = KeyFile.generate(at: WallClock.rfc3339(WallClock.now))
      defer { Wipe.bytes(&bytes) }
      try place.write(bytes, to: "age.key")
      person.tell("made \(path)")
    }
    let recipients = try recipients(of: [.file(path)])
    try keepRecipients(of: path)
    show(recipients, host)
    return HostKeys(file: path, recipients: recipients)
  }

  private func recipients(of sources: [KeySource]) throws(Failure) -> [String] {
    guard !sources.isEmpty else { return [] }
    let ring = KeyRing(sources, for: .cycle)
    try refusePublished(ring)
    do throws(Problem) {
      return try ring.identities().map { "\($0.recipient)" }
    } catch {
      throw .settingsInvalid([error])
    }
  }

  /// What is encrypted for a key that everybody has is no secret.
  private func refusePublished(_ ring: KeyRing) throws(Failure) {
    let published = ring.origins().keys.first { PublishedKeys.contains($0.recipient) }
    if let published { throw .settingsInvalid([published.source.publishedProblem]) }
  }

  /// The public half beside the key: cycles compare it with what the repository says of this host.
  private func keepRecipients(of path: String) throws(Failure) {
    guard let name = try? place.name(of: KeySource.publicHalf(of: path)) else { return }
    let lines = try recipients(of: [.file(path)]).map { "\($0)\n" }.joined()
    if try place.read(name) != Array(lines.utf8) { try place.write(Array(lines.utf8), to: name) }
  }

  /// What a person commits so that secrets are encrypted for this host.
  func show(_ recipients: [String], _ host: String) {
    guard let recipient = recipients.first else { return }
    let anchor = host.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    person.tell("its recipient, for host/\(host)/age.pub in the repository:")
    person.tell("  \(recipient)")
    person.tell("and for .sops.yaml, where secrets are to be opened by this host:")
    person.tell("  - &\(String(anchor)) \(recipient)")
  }
}
