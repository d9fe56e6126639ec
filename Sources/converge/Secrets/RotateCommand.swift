internal import Cycle
internal import Posix
internal import Secrets

/// `converge secrets rotate`: new data keys, so that who could open a file before cannot open what
/// is written into it from now on.
struct RotateCommand: Equatable {
  /// Empty: every encrypted `*.secret.*` of the repository.
  let files: [String]
  var isAgreed = false
  var keys: [String] = []

  func run() throws(Failure) {
    let ring = try PersonalKeys.ring(keys)
    var changes = try KeyChanges(of: files) { (document) throws(Failure) in
      try change(document, ring)
    }
    if changes.isEmpty { return try SecretsOutput.line("no encrypted file: nothing to rotate") }
    _ = try changes.apply(isAgreed: isAgreed)
    try changes.finish()
  }

  private func change(
    _ document: SecretDocument, _ ring: KeyRing
  ) throws(Failure) -> KeyChanges.Change {
    let (encrypted, file) = (try document.encrypted(), document.name)
    let groups: [[Recipient]]
    do throws(SecretsError) { groups = try encrypted.ageGroups() } catch {
      throw Failure(error, in: file)
    }
    try PublishedReaders.refuse(encrypted.recipients.flatMap(\.self), in: file, isThere: true)
    let opened = try document.opened(with: ring)
    do throws(SecretsError) {
      opened.renewKey()
      // sops needs all groups where nothing is said
      let threshold = encrypted.threshold == 0 ? groups.count : encrypted.threshold
      try opened.share(with: groups, threshold: threshold)
      let names = RecipientNames(around: document.file.path)
      return KeyChanges.Change(
        document: document,
        lines: ["\(file): a new data key, every value encrypted anew, for"]
          + groups.joined().map { "    \(names.words($0.description))" },
        bytes: try opened.encrypt(at: WallClock.now))
    } catch {
      throw Failure(error, in: file)
    }
  }
}
