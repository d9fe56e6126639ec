internal import Model
internal import Secrets

extension Event {
  /// The same without what the masker knows.
  func masked(by masker: Masker) -> Event {
    Event(
      severity, masker.mask(text), stack: stack, service: service, commit: commit,
      cause: cause.map(masker.mask), stage: stage)
  }
}

extension Problem {
  /// The same without what the masker knows.
  func masked(by masker: Masker) -> Problem {
    Problem(masker.mask(message), at: place, hint: hint.map(masker.mask))
  }
}

extension [Cause] {
  /// The same without what the masker knows.
  func masked(by masker: Masker) -> [Cause] { map { $0.mapping(masker.mask) } }
}
