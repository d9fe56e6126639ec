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
    try? write(known.after(failure, started: started), rhythm: lastCycle()?.rhythm)
  }
}

extension HostStatus {
  /// The same after a cycle that ended just now, before it came to the stacks.
  ///
  /// - Parameters:
  ///   - place: what goes before the reason.
  ///   - started: when that cycle started.
  func after(_ failure: Failure, at place: String = "", started: Int64) -> HostStatus {
    afterFailure(
      started: started, finished: WallClock.now, exitCode: failure.exitCode,
      result: place + failure.problems.map(\.bare.description).joined(separator: "; "))
  }
}
