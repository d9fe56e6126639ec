internal import Cycle
internal import Posix
internal import Secrets

/// Refuses to write what everybody could read: the private halves of the example's keys are
/// published. In the example itself, as long as it names no other keys, that is a warning.
enum PublishedReaders {
  /// - Parameters:
  ///   - recipients: whom the file is encrypted to.
  ///   - file: as the person named it; "-" for standard input.
  ///   - isThere: whether it is encrypted to them already.
  static func refuse(
    _ recipients: [String], in file: String, isThere: Bool = false
  ) throws(Failure) {
    let known = PublishedKeys.recipients
    guard let key = recipients.first(where: known.contains) else { return }
    let reason =
      "\(file): everybody could read it: \(key) is a key of converge's example, whose private half "
      + "is published"
    if recipients.allSatisfy(known.contains), isInExample(file) {
      SecretsOutput.note("warning: \(reason)")
      return
    }
    let change = "put your own key into .sops.yaml in its place (converge secrets keygen)"
    let word = file.shellWord
    throw .plain(
      reason,
      hint: isThere
        ? "\(change), run converge secrets update-keys \(word), and set every value anew" : change)
  }

  static func refuse(_ terms: SopsTerms, in file: String) throws(Failure) {
    try refuse(terms.groups.joined().map(\.description), in: file)
  }

  private static func isInExample(_ file: String) -> Bool {
    let path = file == "-" ? "\(Host.folder)/-" : Host.absolute(file)
    guard let root = RecipientNames.root(of: path) else { return false }
    return (try? FileStatus.of("\(root)/\(PublishedKeys.folder)")) != nil
  }
}
