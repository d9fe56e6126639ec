/// Why something cannot be done, told so that a person can mend it.
public struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file, and where in it, counted from 1.
  public struct Place: Equatable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int?
    public var column: Int?

    public init(_ file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }

    /// "stacks/web/compose.yaml:3:5"
    public var description: String {
      file + [line, column].compactMap { $0.map { ":\($0)" } }.joined()
    }
  }

  public var place: Place?
  /// Lower case, without a full stop.
  public var message: String
  /// What to do next.
  public var hint: String?

  public init(_ message: String, at place: Place? = nil, hint: String? = nil) {
    self.message = message
    self.place = place
    self.hint = hint
  }

  /// The same without the hint.
  public var bare: Problem { Problem(message, at: place) }

  /// "stacks/web/compose.yaml:3:5: message; hint"
  public var description: String {
    let text = place.map { "\($0): \(message)" } ?? message
    return hint.map { "\(text); \($0)" } ?? text
  }
}
