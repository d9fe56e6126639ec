/// What becomes of one service of a stack that is applied.
public struct ServiceStep: Equatable, Sendable, CustomStringConvertible {
  public enum Action: Equatable, Sendable {
    /// Compose compares it with its containers, and makes, remakes or starts them.
    case update
    /// A one-shot that has to run.
    case run
    /// A one-shot that has run, with no way to know from what: Compose is asked whether it would
    /// be made anew.
    case probe
    /// A one-shot that is done.
    case rest
    /// Its containers are paused: somebody wants them so.
    case leave
    /// The stack does not have it, or not with these profiles.
    case remove
  }

  public let service: String
  public var action: Action
  /// What is done if Compose leaves its containers alone.
  public var reaction: ChangeReaction
  /// Empty where nothing about it is known to differ.
  public var causes: [Cause]
  /// Whether it has no container yet: an update then makes all of it.
  public var isNew: Bool

  public init(
    _ service: String, _ action: Action, reaction: ChangeReaction = .ignore, causes: [Cause] = [],
    isNew: Bool = false
  ) {
    self.service = service
    self.action = action
    self.reaction = reaction
    self.causes = causes
    self.isNew = isNew
  }

  /// "app: update, else restart (conf/app.ini in abc1234 (Ann: tune it))"
  public var description: String {
    let why = causes.isEmpty ? "" : " (\(causes.words))"
    return "\(service): \(words)\(why)"
  }

  private var words: String {
    switch (action, reaction) {
    case (.update, _) where isNew: "create"
    case (.update, .ignore): "update"
    case (.update, .recreate): "recreate"
    case (.update, .restart): "restart"
    case (.update, .signal(let signal)): "signal \(signal)"
    case (.run, _): "run"
    case (.probe, _): "run if Compose finds it changed"
    case (.rest, _): "done"
    case (.leave, _): "leave, paused"
    case (.remove, _): "remove"
    }
  }
}
