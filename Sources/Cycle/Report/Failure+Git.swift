internal import Git
internal import Model

extension Failure {
  /// A failure of the local repository.
  init(_ error: GitError) {
    let hint =
      error.code == .damaged
      ? "the object store of the checkout is damaged; remove its .git folder, "
        + "the next cycle fetches it again and touches no data" : nil
    self = .failed(Problem("\(error)", hint: hint))
  }
}
