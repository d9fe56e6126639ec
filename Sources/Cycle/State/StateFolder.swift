internal import Docker
internal import FoundationEssentials
internal import Glibc
internal import JSON
internal import Model
internal import Posix

/// The folder where this host keeps what it must not forget: root's alone, every file written
/// atomically and only when it changes.
struct StateFolder: ~Copyable {
  let folder: Folder

  var lockPath: String { folder.full("lock") }

  /// Opens the folder.
  ///
  /// - Parameter isMade: whether it is made where it is missing.
  static func open(_ path: String, isMade: Bool = true) throws(Failure) -> StateFolder {
    do {
      return StateFolder(
        folder: isMade ? try Folder.make(path, mode: 0o700) : try Folder.open(path))
    } catch {
      throw .failed(Problem("\(error)", hint: "`state` in the configuration names this folder"))
    }
  }

  /// The value kept under `name`; nil where there is none.
  ///
  /// - Throws: `.failed` where the file is damaged or a newer version wrote it: what it said is
  ///   not known then, and nothing may be done on a guess.
  func read<Value: StateFile>(_ type: Value.Type, _ name: String) throws(Failure) -> Value? {
    guard let data = try bytes(of: name) else { return nil }
    if let value = try decode(type, data, name) { return value }
    throw .failed(
      Problem(
        "the file is damaged", at: .init(folder.full(name)),
        hint: "restore it from a backup, or remove it: \(Value.loss)"))
  }

  /// The value kept under `name`; nil where there is none or where the file is damaged.
  ///
  /// - Throws: `.failed` where a newer version wrote it.
  func readOrForget<Value: StateFile>(
    _ type: Value.Type, _ name: String
  ) throws(Failure) -> Value? {
    guard let data = try bytes(of: name) else { return nil }
    return try decode(type, data, name)
  }

  private func bytes(of name: String) throws(Failure) -> [UInt8]? {
    do {
      guard try folder.status(name) != nil else { return nil }
      return try folder.read(name, limit: 64 << 20)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  private func decode<Value: StateFile>(
    _ type: Value.Type, _ bytes: [UInt8], _ name: String
  ) throws(Failure) -> Value? {
    let value = SoundJSON.decode(Value.self, from: bytes)
    if let value, value.version == Versioned.current { return value }
    guard let version = SoundJSON.decode(Versioned.self, from: bytes) else { return nil }
    guard version.version <= Versioned.current else {
      throw .failed(
        Problem(
          "written by a newer converge (version \(version.version) of the format)",
          at: .init(folder.full(name)), hint: "install that version again"))
    }
    return value
  }

  /// Keeps a value under `name`.
  func write<Value: Encodable>(_ value: Value, _ name: String) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      throw .failed(Problem("cannot encode \(name)"))
    }
    do {
      try makeWay(for: .file, at: name)
      try folder.write(Array(data) + [0x0a], to: name, mode: 0o600)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  /// Removes what a killed cycle had not brought to its name: a cycle without changes writes nothing
  /// that would take it over.
  func removeLeftovers() {
    // what people ask for is written without the cycle's lock
    let others = Folder.temporaryName(for: RequestsFile.name)
    for name in (try? folder.names()) ?? [] where name.hasPrefix(Folder.temporaryPrefix) {
      if name != others { _ = try? folder.removeLeftover(name) }
    }
  }

  /// Moves aside what stands in the place of a file or folder of the state and is none.
  func makeWay(for kind: FileStatus.Kind, at path: String) throws(PosixError) {
    guard let status = try folder.status(path), status.kind != kind else { return }
    for number in 1...1000 {
      do {
        return try folder.rename(path, toFree: "\(path).aside-\(number)")
      } catch {
        if error.code != EEXIST { throw error }
      }
    }
  }
}

/// What is kept in the state folder begins with the version of its format.
protocol StateFile: Codable {
  var version: Int { get }
  /// What it means that it is gone.
  static var loss: String { get }
}

extension StateFile {
  static var loss: String { "the next cycle then starts as a first one" }
}

/// The version of the format that each file of the state folder begins with.
struct Versioned: Codable {
  static let current = 1
  let version: Int
}
