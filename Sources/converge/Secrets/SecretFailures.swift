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
      self = .failed(keys.problem(error, at: file))
      return
    }
    let hint = error.code == .notEncrypted ? "converge secrets encrypt -i encrypts a file" : nil
    self = .declarationInvalid([
      Problem(error.reason, at: .init(error.file ?? file, line: error.line), hint: hint)
    ])
  }

  /// Something that did not work out and is nobody's fault.
  static func plain(_ message: String, hint: String? = nil) -> Failure {
    .failed(Problem(message, hint: hint))
  }

  init(_ error: PosixError) { self = .plain("\(error)") }
  init(_ problem: Problem) { self = .failed(problem) }
}
