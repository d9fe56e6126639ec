public import Model

/// Why an image could not be pulled, as far as cases are told apart.
public enum PullFailure: Equatable, Sendable {
  /// The registry has no such image, or none for this platform.
  case missing
  /// The registry does not accept the login, or there is none.
  case refused
  /// The registry asks to come back later.
  case limited
  /// The registry cannot be reached, or is in no state to answer.
  case unreachable
  /// The registry or the Engine broke off half way.
  case cutOff
  /// Nothing came for too long.
  case hung
  case diskFull
  case noEngine
  /// This host's logins cannot be read, or a credential helper fails.
  case noLogin
  /// The time for all is over.
  case overdue
  case stopped
  case other

  /// Whether the same again, a little later, may succeed.
  public var isPassing: Bool {
    switch self {
    case .limited, .unreachable, .cutOff, .hung: true
    default: false
    }
  }

  /// Whether every image on this host would fail so: nothing that a commit can mend.
  public var isHostFault: Bool { self == .diskFull || self == .noEngine }

  /// What to do next.
  public var hint: String? {
    switch self {
    case .missing: ComposeFailure.imageNotFound.hint
    case .refused: ComposeFailure.registryRefused.hint
    case .limited: ComposeFailure.registryLimit.hint
    case .unreachable, .cutOff, .hung, .overdue: ComposeFailure.registryUnreachable.hint
    case .diskFull: ComposeFailure.diskFull.hint
    case .noEngine: ComposeFailure.noEngine.hint
    case .noLogin: "mend the logins of the user converge runs as: `docker login REGISTRY`"
    case .stopped, .other: nil
    }
  }

  /// By the Engine's words; `.other` where they say nothing that is known.
  init(words: String) {
    switch ComposeFailure.host(words) {
    case .diskFull: self = .diskFull
    default:
      switch RegistryFault(words) {
      case .limit: self = .limited
      case .missing: self = .missing
      case .refused: self = .refused
      case .cutOff: self = .cutOff
      case .away: self = .unreachable
      case nil: self = .other
      }
    }
  }
}

/// An image that could not be pulled.
public struct PullError: Error, Equatable, Sendable, CustomStringConvertible {
  public let failure: PullFailure
  /// The image's name as the Compose file has it.
  public let image: String
  /// Why, in words; the Engine's own where it gave some. Never a credential.
  public let reason: String

  public init(_ failure: PullFailure, _ image: String, _ reason: String) {
    self.failure = failure
    self.image = image
    self.reason = reason
  }

  /// "cannot pull web:1: ...", digests as people read them.
  public var description: String {
    "cannot pull \(image.withShortDigests): \(reason.withShortDigests)"
  }

  /// The same for a person, with what to do next.
  public var problem: Problem { Problem(description, hint: failure.hint) }
}
