internal import Model
internal import Posix

extension Cycle {
  /// The name under which something was deployed on this machine; nil where nothing ever was.
  ///
  /// - Throws: `.failed` where the record cannot be read.
  public static func lastingName(_ settings: Settings) throws(Failure) -> String? {
    guard (try? FileStatus.of(settings.state)) != nil else { return nil }
    let state = try StateFolder.open(settings.state, isMade: false)
    return try state.read(RecordFile.self, RecordFile.name)?.record.lastingHost
  }
}
