/// For commands that need only a part of the host's configuration.
extension Settings {
  /// The key files that the default configuration names.
  public static func keyFiles() throws(Failure) -> [String] {
    do {
      return try load(defaultPath).ageKeys
    } catch {
      throw Failure(error)
    }
  }
}
