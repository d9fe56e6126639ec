internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// Files that are to be written anew for their recipients, once a person agreed.
struct KeyChanges {
  /// A file and what becomes of it.
  struct Change {
    let document: SecretDocument
    /// What a person is shown.
    let lines: [String]
    let bytes: [UInt8]
  }

  var changes: [Change] = []

  /// Shows what changes, asks, and acts.
  ///
  /// - Parameter isAgreed: whether nobody is to be asked.
  func apply(isAgreed: Bool) throws(Failure) {
    for change in changes {
      for line in change.lines { try SecretsOutput.line(line) }
    }
    if !isAgreed { try ask() }
    for change in changes { try change.document.write(change.bytes) }
    try SecretsOutput.line("wrote \(KeyChanges.files(changes.count))")
  }

  private func ask() throws(Failure) {
    guard let terminal = Terminal() else {
      throw .usage(
        Problem("there is no terminal to ask on: nothing was changed", hint: "--yes does not ask"))
    }
    let question = "write \(KeyChanges.files(changes.count)) so? [y/N] "
    if terminal.confirms(question, plain: false) == true { return }
    throw .plain("nothing was changed")
  }

  static func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
}
