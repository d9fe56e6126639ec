extension Terminal {
  /// Asks for yes or no, again until it is one of them. What was typed before is no answer to it.
  ///
  /// - Parameters:
  ///   - question: how the answer is to be given included.
  ///   - plain: what an empty line means.
  ///   - stop: a descriptor that becomes readable when nobody is to be asked any more.
  /// - Returns: nil where there is no answer.
  public func confirms(_ question: String, plain: Bool, stop: Int32? = nil) -> Bool? {
    while let answer = line(question, stop: stop) {
      if let isYes = Terminal.isYes(answer, plain: plain) { return isYes }
    }
    return nil
  }

  /// Whether an answer means yes: y and yes do, n and no do not, in any case.
  ///
  /// - Parameter plain: what an empty answer means.
  /// - Returns: nil where it is none of these.
  public static func isYes(_ answer: String, plain: Bool) -> Bool? {
    switch answer.lowercased().filter({ $0 != " " && $0 != "\t" }) {
    case "": plain
    case "y", "yes": true
    case "n", "no": false
    default: nil
    }
  }
}
