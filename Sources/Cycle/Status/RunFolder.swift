internal import Crypto
internal import FoundationEssentials
internal import Glibc
public import Model
internal import Posix

/// Where cycles leave their status: `/run/converge` for the default configuration, a folder in it
/// for each other one. Anybody may read it; only its owner may write.
public struct RunFolder: Equatable, Sendable {
  private static let name = "status.json"

  private let root: String
  /// The folder in the root; nil for the root itself.
  private let part: String?

  /// - Parameters:
  ///   - configuration: the path of the host's configuration file.
  ///   - root: `/run/converge`, or the absolute path of what stands in for it in a test.
  public init(configuration: String, root: String = "/run/converge") {
    let file = Host.absolute(configuration)
    let digits = SHA256.digest(Array(file.utf8)).prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    self.root = root
    part = file == Settings.defaultPath ? nil : digits.joined()
  }

  /// Absolute.
  public var path: String { part.map { "\(root)/\($0)" } ?? root }

  /// Replaces the status, all at once.
  ///
  /// - Throws: a problem that is worth a warning; what was there before stays.
  public func write(_ status: HostStatus) throws(Problem) {
    guard let bytes = JSON.document(status) else { throw Problem("cannot encode the status") }
    do {
      // what is in /run is gone after a restart anyway: no reason to wait for a disk
      try make().write(bytes, to: RunFolder.name, mode: 0o644, synced: false)
    } catch {
      throw Problem("cannot leave the status: \(error)")
    }
  }

  /// What the last cycle left; nil where none has.
  ///
  /// - Throws: a problem where something is there that cannot be read.
  public func read() throws(Problem) -> HostStatus? {
    let bytes: [UInt8]
    do {
      bytes = try Folder.open(path).read(RunFolder.name, limit: 16 << 20)
    } catch {
      if error.isMissing { return nil }
      throw Problem("\(error)")
    }
    return try decode(Data(bytes))
  }

  private func decode(_ data: Data) throws(Problem) -> HostStatus {
    let place = Problem.Place("\(path)/\(RunFolder.name)")
    let version = try? JSONDecoder().decode(Versioned.self, from: data).version
    if let version, version > HostStatus.currentVersion {
      throw Problem("written by a newer converge", at: place, hint: "ask that one")
    }
    guard let status = try? JSONDecoder().decode(HostStatus.self, from: data) else {
      throw Problem("the file is damaged", at: place, hint: "the next cycle writes it anew")
    }
    return status
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
