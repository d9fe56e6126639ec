internal import Model
internal import Posix

extension RunFolder {
  /// Leaves why a cycle ended before it began, where one has told of this host before. Where another
  /// cycle is at work that one tells; wrong words are told to whoever wrote them.
  func leave(_ failure: Failure, started: Int64) {
    switch failure {
    case .locked, .usage, .stopped: return
    default: break
    }
    guard let known = (try? read()) ?? nil else { return }
    // it was told, and may be all that there is no room for
    try? write(
      known.afterFailure(
        started: started, finished: WallClock.now, exitCode: failure.exitCode,
        result: failure.problems.map(\.bare.description).joined(separator: "; ")),
      rhythm: lastCycle()?.rhythm)
  }
}
