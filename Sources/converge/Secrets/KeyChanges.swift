internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// Files that are to be written anew for their recipients, once a person agreed. A file that
/// cannot be keeps no other from it.
struct KeyChanges {
  /// A file and what becomes of it.
  struct Change {
    let document: SecretDocument
    /// What a person is shown.
    let lines: [String]
    let bytes: [UInt8]
    /// Whether somebody cannot open it any more.
    var removes = false
    /// Whether everybody could open it.
    var wasPublic = false
  }

  /// How many files were looked at.
  let count: Int
  private var changes: [Change] = []
  private var refusals: [(file: String, failure: Failure)] = []

  /// Finds out what changes.
  ///
  /// - Parameters:
  ///   - files: empty for every encrypted `*.secret.*` of the repository.
  ///   - change: nil where nothing is to be done.
  init(
    of files: [String], _ change: (SecretDocument) throws(Failure) -> Change?
  ) throws(Failure) {
    let all = try files.isEmpty ? SecretSearch.files() : files
    count = all.count
    for file in all {
      do throws(Failure) {
        let document = try SecretDocument(file)
        if files.isEmpty, try !document.isEncrypted() {
          SecretsOutput.note(
            "\(file) is not encrypted: converge secrets encrypt -i \(file.shellWord)")
        } else if let change = try change(document) {
          changes.append(change)
        }
      } catch {
        refusals.append((file, error))
      }
    }
  }

  /// Whether there is nothing to do, nor anything wrong.
  var isEmpty: Bool { changes.isEmpty && refusals.isEmpty }

  /// Shows what changes, asks, and acts.
  ///
  /// - Parameter isAgreed: whether nobody is to be asked.
  /// - Returns: what was written.
  mutating func apply(isAgreed: Bool) throws(Failure) -> [Change] {
    if changes.isEmpty, refusals.count == 1 { throw refusals[0].failure }
    tellRefusals()
    if changes.isEmpty { return [] }
    for change in changes {
      for line in change.lines { try SecretsOutput.line(line) }
    }
    if !isAgreed { try ask() }
    var written: [Change] = []
    for change in changes {
      do throws(Failure) {
        try change.document.write(change.bytes)
        written.append(change)
      } catch {
        error.problems.forEach(LineOutput(verbose: false).show)
        refusals.append((change.document.name, error))
      }
    }
    try SecretsOutput.line("wrote \(Count.words(written.count, "file"))")
    return written
  }

  /// Fails where a file was left out.
  func finish() throws(Failure) {
    if refusals.isEmpty { return }
    let names = refusals.map(\.file).joined(separator: ", ")
    throw .plain("\(Count.words(refusals.count, "file")) left as before: \(names)")
  }

  private func tellRefusals() {
    var told: [Problem] = []
    for problem in refusals.flatMap(\.failure.problems) where !told.contains(problem) {
      told.append(problem)
      LineOutput(verbose: false).show(problem)
    }
  }

  private func ask() throws(Failure) {
    guard let terminal = Terminal() else {
      throw .usage(
        Problem("there is no terminal to ask on: nothing was changed", hint: "--yes does not ask"))
    }
    let question = "write \(Count.words(changes.count, "file")) so? [y/N] "
    if terminal.confirms(question, plain: false) == true { return }
    throw .plain("nothing was changed")
  }
}
