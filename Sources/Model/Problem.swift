/// Why something cannot be done, told so that a person can mend it.
public struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file, and where in it, counted from 1.
  public struct Place: Equatable, Sendable {
    public var file: String
    public var line: Int?
    public var column: Int?

    public init(_ file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
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
    var text = message
    if let place {
      let numbers = [place.line, place.column].compactMap { $0.map { ":\($0)" } }.joined()
      text = "\(place.file)\(numbers): \(text)"
    }
    return hint.map { "\(text); \($0)" } ?? text
  }
}
