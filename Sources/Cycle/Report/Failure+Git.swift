internal import Git
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
    default: self = .failed(Problem("\(error)"))
    }
  }
}
