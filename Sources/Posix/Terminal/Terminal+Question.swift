extension Terminal {
  /// Asks for yes or no. What was typed before is no answer to it.
  ///
  /// - Parameters:
  ///   - question: how the answer is to be given included.
  ///   - plain: what an empty line means.
  ///   - stop: a descriptor that becomes readable when nobody is to be asked any more.
  /// - Returns: nil where there is no answer.
  public func confirms(_ question: String, plain: Bool, stop: Int32? = nil) -> Bool? {
    guard let answer = line(question, stop: stop)?.lowercased() else { return nil }
    return answer.isEmpty ? plain : answer == "y" || answer == "yes"
  }
}
