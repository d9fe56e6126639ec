/// How much matching may still be done, and the memory that it is done in, used again and again.
///
/// Matching takes time in proportion to the pattern times the text, and a stranger may have written
/// both. What is counted are steps, so that the same file is refused by every machine or by none.
final class PatternWork {
  /// Steps for one file: less than a second.
  static let limit = 40_000_000

  /// Steps that are left.
  var left: Int
  /// The last round in which each step of a program was reached; taken out while it is used.
  var reached: [Int] = []
  /// The last round, which goes on counting from one text to the next.
  var round = 0

  init(limit: Int = PatternWork.limit) { left = limit }
}
