public import Checkout
public import Model

/// What a cycle would do, for people and programs: `converge plan`.
public struct PlanReport: Equatable, Sendable {
  /// The host it is for.
  public var host: String
  public var commit: CommitNote
  /// What would change in the checkout.
  public var checkout: [Change]
  /// Encrypted files that would be decrypted, as paths in the repository.
  public var decrypt: [String]
  public var teardown: Teardown
  /// In the order of the list.
  public var stacks: [StackPlan]
  /// Whether any remote answered.
  public var remoteReached: Bool
  /// What a person has to decide about commits and remotes.
  public var alarms: [String]

  public init(
    host: String, commit: CommitNote, checkout: [Change] = [], decrypt: [String] = [],
    teardown: Teardown = .projects([]), stacks: [StackPlan] = [], remoteReached: Bool = true,
    alarms: [String] = []
  ) {
    self.host = host
    self.commit = commit
    self.checkout = checkout
    self.decrypt = decrypt
    self.teardown = teardown
    self.stacks = stacks
    self.remoteReached = remoteReached
    self.alarms = alarms
  }

  /// Whether a cycle would change nothing.
  public var isEmpty: Bool {
    checkout.isEmpty && decrypt.isEmpty && teardown.removed.isEmpty && teardown.refused.isEmpty
      && stacks.allSatisfy { $0.action.isIdle && $0.hooks.isEmpty }
  }

  /// 3 where a stack would fail or is held back, or too much would be removed, 77 where a person
  /// has to decide about commits or remotes, 2 where there is something to do, 69 where there is not but no
  /// remote answered, else 0.
  public var exitCode: Int32 {
    if stacks.contains(where: \.fails) || !teardown.refused.isEmpty { return 3 }
    if !alarms.isEmpty { return 77 }
    if !isEmpty { return 2 }
    return remoteReached ? 0 : 69
  }
}

/// What would become of one declared stack.
public struct StackPlan: Equatable, Sendable {
  public enum Action: Equatable, Sendable {
    case keep
    /// The services are empty where Compose was not asked what they are.
    case apply([Cause], [ServiceStep])
    case fail(Problem)
    /// A person works on it.
    case hold(Hold)

    /// Whether nothing would be done.
    var isIdle: Bool {
      switch self {
      case .keep, .hold: true
      case .apply, .fail: false
      }
    }
  }

  public var name: String
  public var action: Action
  /// Of the commit; nil where they cannot be computed.
  public var digests: Digests?
  /// Of what was last applied.
  public var previous: Digests?
  /// The version that failed and would not be tried again: the action is about the one that runs.
  public var heldBack: HeldBack?
  /// The programs of the repository that would run: "pre-deploy".
  public var hooks: [String]
  /// The images of its services that are not built here; empty where Compose was not asked.
  public var images: [String]

  public init(
    _ name: String, _ action: Action, digests: Digests? = nil, previous: Digests? = nil,
    heldBack: HeldBack? = nil, hooks: [String] = [],
    images: [String] = []
  ) {
    self.name = name
    self.action = action
    self.digests = digests
    self.previous = previous
    self.heldBack = heldBack
    self.hooks = hooks
    self.images = images
  }

  var fails: Bool {
    if case .fail = action { return true }
    return heldBack != nil
  }
}
