public import Model
internal import Posix

extension Cycle {
  /// The name under which something was deployed on this machine; nil where nothing ever was.
  ///
  /// - Throws: `.failed` where the record cannot be read.
  public static func lastingName(_ settings: Settings) throws(Failure) -> String? {
    try record(settings)?.lastingHost
  }

  /// Why every cycle refuses the name that the configuration, or else the machine, gives this host;
  /// nil where none does, or where the record cannot be read.
  public static func nameFault(_ settings: Settings) -> Problem? {
    guard let known = try? record(settings) else { return nil }
    return HostName.fault(of: settings.host ?? Host.shortName, against: known)
  }

  private static func record(_ settings: Settings) throws(Failure) -> Record? {
    guard (try? FileStatus.of(settings.state)) != nil else { return nil }
    let state = try StateFolder.open(settings.state, isMade: false)
    return try state.read(RecordFile.self, RecordFile.name)?.record
  }
}
