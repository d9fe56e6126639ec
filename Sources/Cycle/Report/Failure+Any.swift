internal import Checkout
internal import Git
internal import Model

extension Failure {
  /// Whatever was thrown where several things can fail.
  init(any error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as GitError: self = Failure(error)
    case let error as CheckoutError: self = Failure(error)
    default: self = .failed(Problem("\(error)"))
    }
  }
}
