internal import Posix

/// For commands that need only a part of the host's configuration.
extension Settings {
  /// The sources of keys that the default configuration names; none where there is no such file:
  /// not every machine is a host.
  public static func keySources() throws(Failure) -> [KeySource] {
    if let error = missing(defaultPath), error.isMissing { return [] }
    do {
      return try load(defaultPath).ageKeys
    } catch {
      throw Failure(error)
    }
  }

  private static func missing(_ path: String) -> PosixError? {
    do {
      _ = try FileStatus.of(path)
      return nil
    } catch {
      return error
    }
  }
}
