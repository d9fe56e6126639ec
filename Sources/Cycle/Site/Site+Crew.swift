internal import Posix

extension Site {
  /// Runs several activities at once, as many as the configuration allows.
  ///
  /// - Parameters:
  ///   - next: what to start next.
  ///   - ended: told of each that has ended; a failure it throws ends what is left.
  func crew<Key>(
    next: () throws(Failure) -> Crew.Next<Key>, ended: (Key) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    let crew = Crew(
      limit: settings.jobs, stop: interruption.raw, signal: interruption.signal)
    let stopped = crew.run(
      next: { () -> Crew.Next<Key> in
        if failure != nil { return .nothing }
        do throws(Failure) {
          try check()
          return try next()
        } catch {
          failure = error
          return .nothing
        }
      },
      ended: { (key: Key) in
        do throws(Failure) {
          try ended(key)
        } catch {
          failure = failure ?? error
        }
      })
    if let stopped { throw .stopped(signal: stopped) }
    if let failure { throw failure }
  }
}
