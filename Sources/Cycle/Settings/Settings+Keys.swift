internal import Glibc
internal import Posix

/// For commands that need only a part of the host's configuration.
extension Settings {
  /// The sources of keys that the default configuration names; none where there is no such file, or
  /// this person may not read it: not every machine is a host, nor everybody its administrator.
  public static func keySources() throws(Failure) -> [KeySource] {
    guard isReadable(defaultPath) else { return [] }
    do {
      return try load(defaultPath).ageKeys
    } catch {
      throw Failure(error)
    }
  }

  private static func isReadable(_ path: String) -> Bool {
    do {
      _ = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
      return true
    } catch {
      return !error.isMissing && error.code != EACCES
    }
  }
}
