internal import Glibc
internal import Posix
internal import YAML

extension Settings {
  private static let keys = [
    "remotes", "branch", "host", "checkout", "state", "age-keys", "docker", "protect", "jobs",
    "full-pass", "verify", "deadlines", "teardown", "signatures",
  ]

  /// Reads and checks the configuration, and the owner and mode of each file it names.
  ///
  /// - Parameter path: the file to read.
  /// - Throws: `SettingsError` with all problems at once.
  public static func load(_ path: String) throws(SettingsError) -> Settings {
    let bytes = try read(path)
    let problems = Problems()
    let settings = parse(bytes, problems: problems)
    if let settings, problems.all.isEmpty { return settings }
    throw SettingsError(problems.all.map { "\(path):\($0)" })
  }

  private static func read(_ path: String) throws(SettingsError) -> [UInt8] {
    do {
      let file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
      let faults = FileRule.configuration.faults(try file.status(), path: path)
      guard faults.isEmpty else { throw SettingsError(faults) }
      return try file.readAll(limit: 1 << 20)
    } catch let error as SettingsError {
      throw error
    } catch let error as PosixError {
      let hint = error.isMissing ? "; write one, or name it with --config FILE" : ""
      throw SettingsError(["\(error)\(hint)"])
    } catch {
      throw SettingsError(["\(path): \(error)"])
    }
  }

  /// The configuration that the file's bytes say; what is wrong with it goes to `problems`.
  static func parse(_ bytes: [UInt8], problems: Problems) -> Settings? {
    let root: Node?
    do {
      root = try Node.parse(bytes)
    } catch {
      problems.add(error.reason, at: error.mark)
      return nil
    }
    let start = Mark(line: 1, column: 1)
    guard let root, root.kind != .null else {
      problems.add("is empty: at least remotes is needed", at: start)
      return nil
    }
    return SettingsReader(fields: Fields(root, known: keys, problems: problems), problems: problems)
      .settings()
  }
}
