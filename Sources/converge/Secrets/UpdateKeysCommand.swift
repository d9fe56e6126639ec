internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets update-keys`: recipients as `.sops.yaml` says now. Values stay as they are.
struct UpdateKeysCommand: Equatable {
  /// Empty: every encrypted `*.secret.*` of the repository.
  let files: [String]
  var isAgreed = false
  var keys: [String] = []

  func run() throws(Failure) {
    let ring = try PersonalKeys.ring(keys)
    var changes = try KeyChanges(of: files) { (document) throws(Failure) in
      guard let difference = try RecipientDifference(document) else { return nil }
      return try change(document, difference, ring)
    }
    if changes.isEmpty {
      return try SecretsOutput.line("\(Count.words(changes.count, "file")): nothing to change")
    }
    let written = try changes.apply(isAgreed: isAgreed)
    UpdateKeysCommand.advise(written.filter(\.removes).map(\.document.name.shellWord))
    for change in written where change.wasPublic {
      SecretsOutput.note(
        "\(change.document.name): got a new data key; everybody could read its values until now: "
          + "change them where they came from")
    }
    try changes.finish()
  }

  private static func advise(_ words: [String]) {
    if words.isEmpty { return }
    SecretsOutput.note(
      "who was removed can still open older commits, and may know the data keys: change the "
        + "passwords themselves, and run: converge secrets rotate "
        + words.joined(separator: " "))
  }

  private func change(
    _ document: SecretDocument, _ difference: RecipientDifference, _ ring: KeyRing
  ) throws(Failure) -> KeyChanges.Change {
    let terms = difference.terms
    try PublishedReaders.refuse(terms, in: document.name)
    let opened = try document.opened(with: ring)
    // everybody has opened what it was encrypted with
    let isKnown = !PublishedKeys.recipients.isDisjoint(with: difference.removed)
    do throws(SecretsError) {
      if isKnown { opened.renewKey() }
      try opened.share(with: terms.groups, threshold: terms.threshold)
      return KeyChanges.Change(
        document: document, lines: difference.lines,
        bytes: try isKnown ? opened.encrypt(at: WallClock.now) : opened.file.bytes(),
        removes: !isKnown && !difference.removed.isEmpty, wasPublic: isKnown)
    } catch {
      throw Failure(error, in: document.name)
    }
  }
}
