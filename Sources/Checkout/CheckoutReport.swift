/// What a checkout did.
public struct CheckoutReport: Equatable, Sendable {
  /// Every path that was changed, by path bytes.
  public var changes: [Change] = []
  /// Data that was moved out of the way.
  public var keptAside: [KeptAside] = []
  /// Locks that killed Git processes left behind and that were removed, from the checkout's root.
  public var staleLocks: [String] = []

  public init() {}

  public var isEmpty: Bool { changes.isEmpty && keptAside.isEmpty && staleLocks.isEmpty }

  /// The paths that were written, or whose mode was set.
  public var written: [String] { changes.filter { $0.what.isWrite }.map(\.path) }

  /// The paths that were removed because the tree no longer has them.
  public var removed: [String] { changes.filter { $0.what == .removed }.map(\.path) }
}

/// What is done to one path.
public struct Change: Equatable, Sendable, CustomStringConvertible {
  public enum What: Equatable, Sendable {
    /// The tree has it for the first time.
    case added
    /// The tree has it with another content or mode than before.
    case updated
    /// A local change of a tracked file was discarded, or a lost one restored.
    case restored
    case removed
    /// Data is moved out of the way before anything else happens to the path.
    case keptAside(Reason)

    var isWrite: Bool { self == .added || self == .updated || self == .restored }
  }

  /// From the checkout's root.
  public let path: String
  public let what: What

  public init(_ path: String, _ what: What) {
    self.path = path
    self.what = what
  }

  /// "keep aside stacks/web/data: not tracked, and in the way"
  public var description: String {
    switch what {
    case .added: return "add \(path)"
    case .updated: return "update \(path)"
    case .restored: return "restore \(path)"
    case .removed: return "remove \(path)"
    case .keptAside(let reason): return "keep aside \(path): \(reason)"
    }
  }
}

/// Why data is moved aside.
public enum Reason: Equatable, Sendable, CustomStringConvertible {
  /// It was never tracked and stands where the tree has something.
  case untracked
  /// It took the place of something tracked of another kind.
  case replaced
  /// It is a tracked file that was changed locally and that the tree no longer has.
  case noLongerTracked

  public var description: String {
    switch self {
    case .untracked: return "not tracked, and in the way"
    case .replaced: return "it had replaced what is tracked there"
    case .noLongerTracked: return "changed here, and no longer tracked"
    }
  }
}

/// Data that was moved out of the way, within its folder.
public struct KeptAside: Equatable, Sendable, CustomStringConvertible {
  /// Where it was, from the checkout's root.
  public let path: String
  /// Where it is now.
  public let kept: String
  public let reason: Reason

  /// "stacks/web/data (not tracked, and in the way) is now stacks/web/data.converge-kept-..."
  public var description: String { "\(path) (\(reason)) is now \(kept)" }
}
