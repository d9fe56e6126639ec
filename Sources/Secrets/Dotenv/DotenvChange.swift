extension Dotenv {
  /// What Compose does to a value that is written without quotes or in double quotes.
  public enum Change: Sendable, Equatable {
    /// Variables are put in. The names may be pieces of the value: never show them.
    case interpolated(variables: [String])
    /// `$$` becomes `$`.
    case dollarsHalved
    /// A `${` that Compose cannot read, or `${NAME?}`: it refuses the whole file.
    case refusedInterpolation
    /// Cut at ` #`.
    case cutAtComment
    /// Blanks at an end are dropped.
    case trimmed
    /// A quote that is never closed: Compose refuses the whole file.
    case unbalancedQuote
    /// `\n`, which is a line feed to SOPS, stays as it is written.
    case lineFeedKept
  }
}

extension Dotenv.Change: CustomStringConvertible {
  /// What happens and how to avoid it, for a message that names the key; without any value.
  public var description: String {
    switch self {
    case .interpolated: "docker compose replaces $ and what follows it: \(Self.remedy)"
    case .dollarsHalved: "docker compose turns $$ into $: \(Self.remedy)"
    case .refusedInterpolation:
      "docker compose refuses the whole file because of a ${: \(Self.remedy)"
    case .cutAtComment: "docker compose cuts the value at ' #': \(Self.remedy)"
    case .trimmed: "docker compose drops blanks at the ends of the value: \(Self.remedy)"
    case .unbalancedQuote:
      "docker compose refuses the whole file because a quote is never closed: close or remove it"
    case .lineFeedKept:
      "docker compose hands on \\n as two characters, not as a line feed: put the value in double "
        + "quotes, where $ and \\ want a \\ before them"
    }
  }

  private static let remedy = "put the value in single quotes to keep it"
}

extension Dotenv {
  /// What Compose will change about a value; empty where it arrives as it is written.
  public static func changes(_ entry: Entry) -> [Change] {
    guard entry.isTerminated else { return [.unbalancedQuote] }
    guard entry.quoting != .single, !entry.isInherited else { return [] }
    var changes: [Change] = []
    if entry.quoting == .none { changes += lost(entry) }
    // Before escapes are expanded, `\$` is how double quotes keep a dollar on purpose.
    let interpolation = DotenvInterpolation(entry.literal)
    if interpolation.isRefused { changes.append(.refusedInterpolation) }
    if !interpolation.variables.isEmpty {
      changes.append(.interpolated(variables: interpolation.variables))
    }
    if interpolation.hasPairs, !ByteText.pairs(36, 36, in: entry.raw).isEmpty {
      changes.append(.dollarsHalved)
    }
    return changes
  }

  /// Whether a line feed of the value, which SOPS writes as `\n`, arrives as two characters.
  public static func keepsLineFeed(_ entry: Entry) -> Bool {
    guard entry.isTerminated, entry.quoting != .double, !entry.isInherited else { return false }
    return !ByteText.pairs(UInt8(ascii: "\\"), UInt8(ascii: "n"), in: entry.raw).isEmpty
  }

  /// The variables that Compose looks up in a text: `$NAME`, `${NAME}` and the like.
  public static func variables(in text: some Sequence<UInt8>) -> [String] {
    DotenvInterpolation(Array(text)).variables
  }

  /// As ``changes(_:)``.
  public static func variants(_ entry: Entry) -> [[UInt8]] { entry.variants }

  private static func lost(_ entry: Entry) -> [Change] {
    let kept = entry.uncommented
    guard kept != 0..<entry.raw.count else { return [] }
    let rest = Array(entry.raw[kept.upperBound...])
    // A value of blanks alone, or one that only a comment follows, is no secret cut in two.
    let isCut = !ByteText.pairs(32, UInt8(ascii: "#"), in: rest).isEmpty
    return isCut ? [.cutAtComment] : [.trimmed]
  }
}
