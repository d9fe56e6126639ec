internal import Cycle
internal import Model
internal import Posix
internal import Secrets

extension Failure {
  /// What is wrong with a secret file.
  ///
  /// - Parameters:
  ///   - file: as the person named it.
  ///   - keys: those that were tried, where it was to be opened.
  init(_ error: SecretsError, in file: String, _ keys: KeyRing? = nil) {
    if error.wantsOtherKeys, let keys {
      let names = RecipientNames(around: Host.absolute(file))
      self = .failed(keys.problem(error.naming(names.name), at: file))
      return
    }
    self = .declarationInvalid([
      Problem(
        error.reason, at: .init(error.file ?? file, line: error.line),
        hint: Failure.hint(error, file))
    ])
  }

  private static func hint(_ error: SecretsError, _ file: String) -> String? {
    let word = file.shellWord
    switch error.code {
    case .notEncrypted: return "converge secrets encrypt -i encrypts a file"
    case _ where file == "-": return nil
    case .mergeConflict(let format):
      return "git checkout --ours \(word) takes one side; to read theirs: "
        + "\(theirs(file)) | converge secrets decrypt --as \(format.rawValue) -"
    case .macMismatch, .valueTampered:
      return "git log \(word) names the commits, "
        + "git checkout COMMIT -- \(word) takes the file of one"
    default: return nil
    }
  }

  /// The command that prints the other side; a rebase knows it by its number only.
  private static func theirs(_ file: String) -> String {
    let path = Host.absolute(file)
    let root = RecipientNames.root(of: path) ?? "/"
    let isMerge = (try? FileStatus.of("\(root)/.git/MERGE_HEAD")) != nil
    let side = isMerge ? "MERGE_HEAD" : ":3"
    if !file.hasPrefix("/") { return "git show \("\(side):./\(file)".shellWord)" }
    let inside = path.dropFirst(root.count).drop { $0 == "/" }
    return "git -C \(root.shellWord) show \("\(side):\(inside)".shellWord)"
  }

  /// Something that did not work out and is nobody's fault.
  static func plain(_ message: String, hint: String? = nil) -> Failure {
    .failed(Problem(message, hint: hint))
  }

  init(_ error: PosixError) { self = .plain("\(error)") }
  init(_ problem: Problem) { self = .failed(problem) }
}
