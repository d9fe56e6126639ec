internal import Git
internal import Glibc
internal import Model

extension Failure {
  /// A failure of the local repository.
  init(_ error: GitError) {
    switch error.code {
    case .damaged:
      self = .damaged(
        Problem("\(error)", hint: "the object store of the checkout is damaged; remove its .git"))
    case .full:
      self = .failed(Problem("\(error)", hint: "make room on the disk; the next cycle goes on"))
    case .tooLarge:
      self = .declarationInvalid([Problem("\(error)", hint: Failure.sizeHint)])
    // which one it was the interruption tells: Interruption.naming
    case .interrupted: self = .stopped(signal: SIGTERM)
    default: self = .failed(Problem("\(error)"))
    }
  }

  static let sizeHint = "take out what does not belong there, and push"
}
