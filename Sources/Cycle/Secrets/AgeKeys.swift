public import Model
internal import Posix
public import Secrets

/// The age keys of this host.
public enum AgeKeys {
  /// Reads key files.
  ///
  /// - Parameter paths: files as `age-keygen` writes them.
  /// - Throws: which file, and what is wrong with it; never a part of a key.
  public static func load(_ paths: [String]) throws(Problem) -> [Identity] {
    var result: [Identity] = []
    for path in paths {
      do {
        let bytes = try Descriptor.open(path).readAll(limit: 1 << 20)
        result += try KeyFile.parse(bytes, named: path)
      } catch {
        throw Problem("\(error)", hint: "`age-keys` in the configuration names the key files")
      }
    }
    return result
  }
}
