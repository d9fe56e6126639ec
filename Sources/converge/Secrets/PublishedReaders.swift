internal import Cycle
internal import Posix
internal import Secrets

/// Refuses to write what everybody could read: the private halves of the example's keys are
/// published. In the example itself, as long as it names no other keys, whoever only tries it may
/// say so, and is warned.
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
    let isExample = recipients.allSatisfy(known.contains) && isInExample(file)
    if isExample, Host.environment(variable) == "allow" {
      SecretsOutput.note("warning: \(reason)")
      return
    }
    throw .plain(reason, hint: hint(file, isThere) + (isExample ? trial : ""))
  }

  private static func hint(_ file: String, _ isThere: Bool) -> String {
    let change = "put your own key into .sops.yaml in its place (converge secrets keygen)"
    if !isThere { return change }
    return "\(change), run converge secrets update-keys \(file.shellWord), and set every value anew"
  }

  /// Who sets it to "allow" does not mind that everybody can read it.
  private static let variable = "CONVERGE_PUBLISHED_KEYS"
  private static let trial = "; only to try the example: \(variable)=allow"

  static func refuse(_ terms: SopsTerms, in file: String) throws(Failure) {
    try refuse(terms.groups.joined().map(\.description), in: file)
  }

  private static func isInExample(_ file: String) -> Bool {
    let path = file == "-" ? "\(Host.folder)/-" : Host.absolute(file)
    guard let root = RecipientNames.root(of: path) else { return false }
    return (try? FileStatus.of("\(root)/\(PublishedKeys.folder)")) != nil
  }
}
