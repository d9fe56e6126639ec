internal import Git
internal import Model

extension Failure {
  /// A failure of the local repository.
  init(_ error: GitError) {
    let hint: String? =
      switch error.code {
      case .damaged:
        "the object store of the checkout is damaged; remove its .git folder, "
          + "the next cycle fetches it again and touches no data"
      case .full: "make room on the disk; the next cycle goes on"
      default: nil
      }
    self = .failed(Problem("\(error)", hint: hint))
  }
}
