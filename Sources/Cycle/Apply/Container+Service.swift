internal import Model

extension [Container] {
  /// The containers of a service, without one-offs.
  func of(_ service: String) -> [Container] { filter { $0.service == service && !$0.oneOff } }
}
