/// A parser of bytes that nobody vouches for. Whatever they are, it answers or throws; what it
/// answers must hold together.
struct FuzzTarget: Sendable {
  /// Also the name of its folder of seeds.
  let name: String
  /// Words that a mutation may put in.
  var words: [String] = []
  /// Parses; a trap is what fuzzing looks for.
  let parse: @Sendable (_ bytes: [UInt8]) -> Void

  static let all = cycle + secrets + signatures + rules + yaml + docker

  /// The target of that name.
  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Ends the program where a parser contradicts itself.
func hold(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}

/// What `body` answers; nil where it throws.
func attempt<Value>(_ body: () throws -> Value) -> Value? {
  do {
    return try body()
  } catch {
    // an error that cannot be told is none
    hold(!"\(error)".isEmpty, "an error without words")
    return nil
  }
}
