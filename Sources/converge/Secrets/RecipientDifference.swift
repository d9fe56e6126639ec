internal import Cycle
internal import Secrets

/// What of a file's recipients is not as `.sops.yaml` says.
struct RecipientDifference {
  /// What the rule says.
  let terms: SopsTerms
  let added: [String]
  let removed: [String]
  /// What a person is shown.
  let lines: [String]

  /// - Returns: nil where all is as it should be.
  init?(_ document: SecretDocument) throws(Failure) {
    let file = try document.encrypted()
    let current: [[Recipient]]
    do throws(SecretsError) { current = try file.ageGroups() } catch {
      throw Failure(error, in: document.name)
    }
    terms = try document.terms()
    let isGrouped = terms.groups.count > 1
    let isSame =
      terms.groups.map(Set.init) == current.map(Set.init)
      && (!isGrouped || terms.threshold == file.threshold)
    if isSame { return nil }
    let (old, new) = (Set(current.joined()), Set(terms.groups.joined()))
    added = terms.groups.joined().filter { !old.contains($0) }.map(\.description)
    removed = current.joined().filter { !new.contains($0) }.map(\.description)
    let names = RecipientNames(around: document.file.path)
    var lines = [document.name]
    lines += added.map { "  + \(names.words($0))" } + removed.map { "  - \(names.words($0))" }
    if isGrouped || current.count > 1 {
      lines.append(
        "  \(RecipientDifference.words(current.count, file.threshold)) become "
          + RecipientDifference.words(terms.groups.count, terms.threshold))
    }
    self.lines = lines
  }

  private static func words(_ groups: Int, _ threshold: Int) -> String {
    groups == 1 ? "1 key group" : "\(groups) key groups, \(threshold) needed,"
  }
}
