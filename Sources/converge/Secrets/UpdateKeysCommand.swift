internal import Cycle
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
    var (changes, removes) = (KeyChanges(), false)
    let all = try files.isEmpty ? SecretSearch.files() : files
    for file in all {
      let document = try SecretDocument(file)
      if files.isEmpty, let bytes = document.file.bytes, !document.format.isEncrypted(bytes) {
        SecretsOutput.note("\(file) is not encrypted: converge secrets encrypt -i \(file)")
        continue
      }
      guard let difference = try RecipientDifference(document) else { continue }
      removes = removes || !difference.removed.isEmpty
      changes.changes.append(try change(document, difference, ring))
    }
    guard !changes.changes.isEmpty else {
      return try SecretsOutput.line("\(KeyChanges.files(all.count)): nothing to change")
    }
    try changes.apply(isAgreed: isAgreed)
    if removes {
      SecretsOutput.note(
        "who was removed can still open older commits, and may know the data keys: run converge "
          + "secrets rotate, and change the passwords themselves")
    }
  }

  private func change(
    _ document: SecretDocument, _ difference: RecipientDifference, _ ring: KeyRing
  ) throws(Failure) -> KeyChanges.Change {
    let opened = try document.opened(with: ring)
    let terms = difference.terms
    do throws(SecretsError) {
      try opened.share(with: terms.groups, threshold: terms.threshold)
      return KeyChanges.Change(
        document: document, lines: difference.lines, bytes: try opened.file.bytes())
    } catch {
      throw Failure(error, in: document.name)
    }
  }
}
