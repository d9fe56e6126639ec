/// What is known of one remote.
public struct RemoteStatus: Equatable, Sendable, Codable {
  public enum State: String, Sendable, Codable {
    case reached, unreachable
    /// It does not let this host in: a token, a key, or what they may read.
    case refused
    /// Its certificate or host key is not one that this host trusts.
    case untrusted
    /// It cannot be used otherwise: no such branch, or something on this host.
    case unusable
    /// An earlier one answered, and it was not asked before either.
    case notAsked = "not-asked"
  }

  /// Its address, without a user where that may be a token.
  public var url: String
  /// How it was when it was last asked.
  public var state: State
  /// The head of the branch when it was last reached, in hexadecimal digits.
  public var head: String?
  /// Whether the commit came from it.
  public var isSource: Bool
  /// How many commits its head lacks of the deployed one; nil where that is not known.
  public var behind: Int?
  /// How many commits it has that follow the deployed one.
  public var ahead: Int?
  /// Whether neither its head nor the deployed commit descends from the other.
  public var isDiverged: Bool?
  /// What a person has to decide about it, in a few words; nil where nothing is.
  public var alarm: String?
  /// The commits that wait on it since it is not followed, and what to do about them.
  public var lead: String?
  /// When it was last asked: seconds since 1970-01-01T00:00:00Z.
  public var lastAsked: Int64?
  /// When it was last reached: seconds since 1970-01-01T00:00:00Z.
  public var lastReached: Int64?
  /// Why it was not reached, or is not followed.
  public var problem: String?
  /// Whether its head is not deployed, or would not be, because of what it is: not signed as this
  /// host wants it, or not to be understood; `problem` says so.
  public var isHeadRefused: Bool?
  /// What to do about that, where it is not told there.
  public var advice: String?

  public init(
    url: String, _ state: State, head: String? = nil, isSource: Bool = false, behind: Int? = nil,
    lastReached: Int64? = nil, problem: String? = nil
  ) {
    self.url = url
    self.state = state
    self.head = head
    self.isSource = isSource
    self.behind = behind
    self.lastReached = lastReached
    self.problem = problem
  }

  /// Whether an attempt to ask it failed.
  public var hasFailed: Bool { state != .reached && state != .notAsked }
}
