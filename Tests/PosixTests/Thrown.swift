/// The error of a type that a body throws; nil when it throws none or another.
///
/// `#expect(throws:)` returns it too, but not yet in the testing library of Swift 6.0.
func thrown<E: Error>(_ type: E.Type, _ body: () throws -> Void) -> E? {
  do {
    try body()
    return nil
  } catch {
    return error as? E
  }
}
