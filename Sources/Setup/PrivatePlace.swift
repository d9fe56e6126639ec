internal import Cycle
internal import Glibc
internal import Model
internal import Posix

/// The folder of the host's configuration: root's alone, every file written in one step.
struct PrivatePlace {
  /// Its absolute path.
  let path: String
  /// The name of the configuration in it.
  let configurationName: String

  /// - Parameter configuration: the path of the host's configuration.
  init(configuration: String) {
    let absolute = Host.absolute(configuration)
    let slash = absolute.lastIndex(of: "/") ?? absolute.startIndex
    path = slash == absolute.startIndex ? "/" : String(absolute[..<slash])
    configurationName = String(absolute[absolute.index(after: slash)...])
  }

  var configuration: String { full(configurationName) }

  /// The configuration before it is one.
  var draft: String { full(Folder.temporaryName(for: configurationName)) }

  func full(_ name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

  /// What a file in the folder is called.
  ///
  /// - Throws: `.failed` for one that is elsewhere: that is not written.
  func name(of file: String) throws(Failure) -> String {
    let start = full("")
    guard file.hasPrefix(start), !file.dropFirst(start.count).contains("/") else {
      throw .failed(
        Problem("\(file) is not in \(path), where init writes", hint: "put it right by hand"))
    }
    return String(file.dropFirst(start.count))
  }

  func has(_ name: String) -> Bool { (try? FileStatus.of(full(name))) != nil }

  /// Makes the folder where it is missing.
  ///
  /// - Returns: whether it was missing.
  /// - Throws: `.settingsInvalid` where others may look into it, or into what stands there.
  func make() throws(Failure) -> Bool {
    let isNew = (try? FileStatus.of(path)) == nil
    do {
      _ = try Folder.make(path, mode: 0o700)
    } catch {
      throw .failed(Problem("\(error)"))
    }
    let faults = PrivateFolder.faults(of: path)
    guard faults.isEmpty else { throw .settingsInvalid(faults.map { Problem("\($0)") }) }
    return isNew
  }

  /// Keeps any other init from the folder.
  ///
  /// - Throws: `.locked` where one is at work.
  func lock() throws(Failure) -> FileLock {
    do {
      if let lock = try FileLock.take(folder: path) { return lock }
    } catch {
      throw .failed(Problem("\(error)"))
    }
    let others = OpenFiles.holders(of: path).filter { $0 != Host.process }
    let who = others.first.map { " (process \($0))" } ?? ""
    throw .locked(
      Problem(
        "another converge init is at work in \(path)\(who)",
        hint: "wait for its end, and run init again"))
  }

  /// What stands in a file; nil where there is none.
  func read(_ name: String) throws(Failure) -> [UInt8]? {
    try PrivatePlace.read(full(name))
  }

  /// What stands in a file that a person named; nil where there is none.
  static func read(_ path: String) throws(Failure) -> [UInt8]? {
    do {
      return try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK).readAll(limit: 4 << 20)
    } catch {
      if error.isMissing { return nil }
      throw .failed(Problem("\(PosixError(code: error.code, call: "read", path: path))"))
    }
  }

  /// Writes a file for its owner alone, in one step.
  func write(_ bytes: [UInt8], to name: String) throws(Failure) {
    do {
      try Folder.open(path).write(bytes, to: name, mode: 0o600)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  func rename(_ from: String, to: String) throws(Failure) {
    do {
      let folder = try Folder.open(path)
      try folder.rename(from, to: to)
      try folder.sync()
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  /// Puts on the disk what another program wrote into a file.
  func sync(_ name: String) throws(Failure) {
    do {
      try Folder.open(path).syncFile(name)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  /// Removes a file; nothing there is fine.
  func remove(_ name: String) {
    try? Folder.open(path).removeFile(name)
  }
}
