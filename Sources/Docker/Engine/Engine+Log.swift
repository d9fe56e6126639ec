extension Engine {
  /// Bytes of a log that are read at most.
  private static let logLimit = 4 << 20

  /// The last lines that a container printed, to both its outputs, without what only terminals
  /// understand and without empty ones; none where its logging driver keeps nothing. May hold
  /// secrets.
  ///
  /// - Parameter lines: how many at most.
  /// - Throws: `EngineError`, also where there is no such container.
  public func log(of id: String, lines: Int = 20) throws(EngineError) -> [String] {
    let inspection = try inspect(id)
    let exchange = logExchange(of: id, lines: lines)
    run(exchange)
    return try Engine.log(exchange, of: inspection, lines: lines)
  }

  /// Asks for the last lines; what comes is for ``log(_:of:lines:)``.
  ///
  /// - Parameter seconds: in which the answer must be whole; nil for the usual time.
  func logExchange(of id: String, lines: Int, seconds: Double? = nil) -> Exchange {
    exchange(
      "GET", "/containers/\(id.percentEncoded)/logs?stdout=1&stderr=1&tail=\(lines)",
      "read the log of the container \(id)", seconds: seconds, cutAt: Engine.logLimit)
  }

  /// The lines that were asked for.
  static func log(
    _ exchange: Exchange, of inspection: Inspection, lines: Int
  ) throws(EngineError) -> [String] {
    let answer = try exchange.answer()
    // a driver that cannot be read from is said with several statuses
    guard answer.status == 200 || answer.status == 404 else { return [] }
    try answer.succeed()
    return LogText.lines(answer.body, hasTerminal: inspection.hasTerminal, last: lines)
  }
}
