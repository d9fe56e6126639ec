import Testing

/// The error that this throws; anything else is recorded.
func caught<Failure: Error>(
  _ type: Failure.Type, at location: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) -> Failure? {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: location)
  } catch let error as Failure {
    return error
  } catch {
    Issue.record(error, sourceLocation: location)
  }
  return nil
}
