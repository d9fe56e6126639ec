/// A parsed regular expression.
indirect enum PatternNode: Equatable {
  case empty
  case set(ScalarSet)
  case assertion(Assertion)
  case sequence([PatternNode])
  case choice([PatternNode])
  /// `max` nil: without bound.
  case repetition(PatternNode, min: Int, max: Int?)

  /// What holds between two characters.
  enum Assertion: Equatable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
      switch self {
      case .textStart: before == nil
      case .textEnd: after == nil
      case .lineStart: before == nil || before == "\n"
      case .lineEnd: after == nil || after == "\n"
      case .wordBoundary: Self.isWord(before) != Self.isWord(after)
      case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
      }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return false }
      return ScalarSet.word.contains(scalar)
    }
  }
}
