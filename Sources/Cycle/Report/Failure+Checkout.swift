internal import Checkout
internal import Glibc
internal import Model

extension Failure {
  /// A checkout that could not be made; what was done so far is sound.
  init(_ error: CheckoutError) {
    let hint: String? =
      switch error.code {
      case .full: "make room on the disk; the next cycle goes on"
      case .permission: "the checkout must belong to the user that runs converge"
      case .locked: "end the git process that works in the checkout"
      case .damaged: "remove .git in the checkout: the next cycle fetches it again"
      case .tooLarge: Failure.sizeHint
      default: nil
      }
    switch error.code {
    case .tooLarge: self = .declarationInvalid([Problem("\(error)", hint: hint)])
    case .interrupted: self = .stopped(signal: SIGTERM)
    default: self = .failed(Problem("\(error)", hint: hint))
    }
  }
}
