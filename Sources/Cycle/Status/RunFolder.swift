internal import Crypto
internal import Docker
internal import Glibc
internal import JSON
public import Model
internal import Posix

/// Where cycles leave their status: `/run/converge` for the default configuration, a folder in it
/// for each other one. Anybody may read it; only its owner may write.
public struct RunFolder: Equatable, Sendable {
  /// What each stack is like; written when that changes.
  private static let status = "status.json"
  /// How the last cycle went; written by each.
  private static let cycle = "cycle.json"

  private let root: String
  /// The folder in the root; nil for the root itself.
  private let part: String?

  /// - Parameters:
  ///   - configuration: the path of the host's configuration file.
  ///   - root: `/run/converge`, or the absolute path of what stands in for it in a test.
  public init(configuration: String, root: String = "/run/converge") {
    let file = Host.absolute(configuration)
    self.root = root
    part =
      file == Settings.defaultPath
      ? nil : hexadecimal(SHA256.digest(Array(file.utf8)).prefix(8))
  }

  /// Absolute.
  public var path: String { part.map { "\(root)/\($0)" } ?? root }

  /// Replaces the status.
  ///
  /// - Parameters:
  ///   - settled: names the state that it tells of; empty where more is to be done.
  ///   - rhythm: of the cycles that the service ran.
  /// - Throws: a problem that is worth a warning; what was there before stays.
  public func write(
    _ status: HostStatus, settled: String = "", rhythm: Rhythm? = nil
  ) throws(Problem) {
    try write(status, RunFolder.status)
    try write(status.note(settled: settled, rhythm: rhythm))
  }

  /// Replaces only how the last cycle went.
  public func write(_ cycle: CycleNote) throws(Problem) { try write(cycle, RunFolder.cycle) }

  private func write(_ value: some Encodable, _ name: String) throws(Problem) {
    guard let bytes = JSON.document(value) else { throw Problem("cannot encode the status") }
    do {
      // what is in /run is gone after a restart anyway: no reason to wait for a disk
      try make().write(bytes, to: name, mode: 0o644, synced: false)
    } catch {
      throw Problem("cannot leave the status: \(error)")
    }
  }

  /// What the last cycle left; nil where none has.
  ///
  /// - Throws: a problem where something is there that cannot be read.
  public func read() throws(Problem) -> HostStatus? {
    guard let status = try read(HostStatus.self, RunFolder.status) else { return nil }
    guard let cycle = try? read(CycleNote.self, RunFolder.cycle) else { return status }
    return status.after(cycle)
  }

  /// What of it cannot be read.
  var damage: [Problem] {
    var problems: [Problem] = []
    do throws(Problem) { _ = try read(HostStatus.self, RunFolder.status) } catch {
      problems.append(error)
    }
    do throws(Problem) { _ = try read(CycleNote.self, RunFolder.cycle) } catch {
      problems.append(error)
    }
    return problems
  }

  /// How the last cycle went, where it left a status of the stacks.
  public func lastCycle() -> CycleNote? {
    guard let folder = try? Folder.open(path), (try? folder.status(RunFolder.status)) != nil else {
      return nil
    }
    return (try? read(CycleNote.self, RunFolder.cycle)) ?? nil
  }

  private func read<Value: Decodable>(
    _ type: Value.Type, _ name: String
  ) throws(Problem) -> Value? {
    let bytes: [UInt8]
    do {
      bytes = try Folder.open(path).read(name, limit: 16 << 20)
    } catch {
      if error.isMissing { return nil }
      throw Problem("\(error)")
    }
    return try decode(type, bytes, name)
  }

  private func decode<Value: Decodable>(
    _ type: Value.Type, _ bytes: [UInt8], _ name: String
  ) throws(Problem) -> Value {
    let place = Problem.Place("\(path)/\(name)")
    let version = SoundJSON.decode(Versioned.self, from: bytes)?.version
    if let version, version > HostStatus.currentVersion {
      throw Problem("written by a newer converge", at: place, hint: "ask that one")
    }
    guard let value = SoundJSON.decode(type, from: bytes) else {
      throw Problem("the file is damaged", at: place, hint: "converge --full writes it anew")
    }
    return value
  }

  /// The folder, made where it is missing. Only what stands above the root may be a link.
  private func make() throws(PosixError) -> Folder {
    let cut = root.lastIndex(of: "/") ?? root.startIndex
    let above = try Folder.open(cut == root.startIndex ? "/" : String(root[..<cut]))
    let names = [String(root[root.index(after: cut)...]), part].compactMap { $0 }
    let folder = try above.make(names.joined(separator: "/"), mode: 0o755)
    let status = try folder.status()
    guard status.owner == geteuid(), status.permissions & 0o022 == 0 else {
      throw PosixError(code: EPERM, call: "write to", path: folder.path)
    }
    return folder
  }
}
