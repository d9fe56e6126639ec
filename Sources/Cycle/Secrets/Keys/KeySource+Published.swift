public import Model
internal import Secrets

extension KeySource {
  /// That a key from here is one of converge's example, and what to do: what it opens is no secret.
  public var publishedProblem: Problem {
    let own =
      if case .file = self {
        "move it away and run converge init, which makes one of this host's own"
      } else {
        "put one of this host's own in its place (converge secrets keygen)"
      }
    return Problem(
      "\(self) \(PublishedKeys.words)",
      hint: "\(own); then converge secrets update-keys for what it opens, and new values for it")
  }
}
