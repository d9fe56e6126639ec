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
    try load(path, private: PrivateFolder.path)
  }

  /// Reads it for somebody who makes again what is lost.
  ///
  /// - Returns: also the paths of the files that it names and that are missing.
  public static func loadWithLost(
    _ path: String
  ) throws(SettingsError) -> (settings: Settings, lost: [String]) {
    let problems = SettingsFindings(allowsMissing: true)
    let settings = try load(path, private: PrivateFolder.path, problems)
    return (settings, problems.missing ?? [])
  }

  /// - Parameter folder: where nobody else may look, if the configuration stands in it, however deep.
  static func load(
    _ path: String, private folder: String, _ problems: SettingsFindings = SettingsFindings()
  ) throws(SettingsError) -> Settings {
    let bytes = try read(path)
    let settings = parse(bytes, problems: problems)
    if let settings, problems.count == 0 {
      let faults = settings.faults(of: path, private: folder)
      guard faults.isEmpty else { throw SettingsError(faults) }
      return settings
    }
    throw SettingsError(problems.all(of: path))
  }

  /// Reads the configuration as far as it can be understood: for looking, never for acting.
  ///
  /// - Returns: what is right of it, nil where nothing is; and everything that is wrong with it.
  public static func inspect(_ path: String) -> (
    settings: Settings?, problems: [SettingsProblem]
  ) {
    do throws(SettingsError) {
      let problems = SettingsFindings()
      let settings = parse(try read(path), problems: problems)
      let seen = settings?.faults(of: path, private: PrivateFolder.path) ?? []
      return (settings, problems.all(of: path) + seen)
    } catch {
      return (nil, error.problems)
    }
  }

  /// What others may see in the folder for this host's keys.
  private func faults(of path: String, private folder: String) -> [SettingsProblem] {
    let absolute = Host.absolute(path)
    guard absolute.hasPrefix("\(folder)/") else { return [] }
    return PrivateFolder.faults(of: folder).map { SettingsProblem($0) }
  }

  /// Whether there is no configuration: `converge init` comes first.
  public static func isMissing(_ path: String) -> Bool {
    do {
      _ = try FileStatus.of(path)
      return false
    } catch {
      return error.isMissing
    }
  }

  private static func read(_ path: String) throws(SettingsError) -> [UInt8] {
    do {
      let file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
      let faults = FileRule.configuration.faults(try file.status(), path: path)
      guard faults.isEmpty else { throw SettingsError(faults.map { SettingsProblem($0) }) }
      return try file.readAll(limit: 1 << 20)
    } catch let error as SettingsError {
      throw error
    } catch let error as PosixError {
      throw SettingsError([SettingsProblem(FileFault(path, .unseen(error), remedy: hint(error)))])
    } catch {
      throw SettingsError([SettingsProblem("\(path): \(error)")])
    }
  }

  private static func hint(_ error: PosixError) -> String? {
    if error.isMissing {
      return "converge init REMOTE sets this host up, or name the file with --config FILE"
    }
    return error.code == EACCES ? "run it as root" : nil
  }

  /// The configuration that the file's bytes say; what is wrong with it goes to `problems`.
  static func parse(_ bytes: [UInt8], problems: SettingsFindings) -> Settings? {
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
    let fields = Fields(root, known: keys, problems: problems.text)
    return SettingsReader(fields: fields, problems: problems).settings()
  }
}
