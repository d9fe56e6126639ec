internal import Glibc
public import Model
internal import Posix

/// A folder in memory, for its owner alone, in which a person edits a secret in the clear. It goes
/// when this does, unless it is kept, and where the process was killed with the next one.
public final class EditFolder {
  static let prefix = "converge-edit-"
  private static let keptPrefix = "converge-kept-"
  /// Bytes of an edited file at most.
  private static let limit = 64 << 20

  private let place: String
  private let folder: ExportFolder
  private let name: String
  /// The absolute path of the file.
  public var path: String { "\(root)/\(name)" }
  /// The absolute path of the folder.
  public private(set) var root: String

  /// Makes it where there is memory.
  ///
  /// - Parameters:
  ///   - name: what the file is called.
  ///   - places: folders to try in order; those that are not in memory are passed over.
  public init(for name: String, in places: [String] = EditFolder.places) throws(Problem) {
    var reasons: [String] = []
    for place in places where FileTree.isInMemory(place) {
      do throws(PosixError) {
        folder = try ExportFolder(in: place, prefix: EditFolder.prefix)
        (self.place, self.name, root) = (place, name, folder.root)
        return
      } catch {
        reasons.append("\(error)")
      }
    }
    let all = places.joined(separator: ", ")
    throw Problem(
      reasons.isEmpty
        ? "none of \(all) is kept in memory (tmpfs)" : reasons.joined(separator: "; "),
      hint: "a secret in the clear is not written to a disk: mount a tmpfs at /dev/shm")
  }

  /// Folders that may be in memory.
  public static var places: [String] {
    let own = Host.environment("XDG_RUNTIME_DIR").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (own.map { [$0] } ?? []) + ["/dev/shm", "/run"]
  }

  /// Writes the file.
  public func write(_ bytes: [UInt8]) throws(Problem) {
    do {
      try folder.write(bytes, to: name)
    } catch {
      throw Problem("\(error)")
    }
  }

  /// The file as it is now.
  public func read() throws(Problem) -> [UInt8] {
    do {
      return try Folder.open(root).read(name, limit: EditFolder.limit)
    } catch {
      throw Problem("\(error)")
    }
  }

  /// Leaves it where it is for the person, until the machine is switched off.
  ///
  /// - Returns: the path of the file.
  public func keep() -> String {
    let name = root.split(separator: "/").last.map(String.init) ?? ""
    let kept = EditFolder.keptPrefix + name.dropFirst(EditFolder.prefix.count)
    if (try? Folder.open(place).rename(name, to: kept)) != nil { root = "\(place)/\(kept)" }
    return path
  }

  /// Overwrites all that is in it with zeros, and removes it.
  public func wipe() {
    if let opened = try? Folder.open(folder.root) { EditFolder.clear(opened) }
    FileTree.remove(folder.root)
  }

  deinit { wipe() }

  private static func clear(_ folder: borrowing Folder) {
    for name in (try? folder.names()) ?? [] {
      guard let status = try? folder.status(ofEntry: name) else { continue }
      if status.kind == .folder, let inner = try? folder.folder(name) { clear(inner) }
      guard status.kind == .file, let file = try? folder.open(name, flags: O_WRONLY) else {
        continue
      }
      try? file.write([UInt8](repeating: 0, count: Int(status.size)))
    }
  }
}
