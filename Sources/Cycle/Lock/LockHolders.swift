internal import Glibc
internal import Posix

/// A process that has the lock file open.
struct LockHolder: Equatable {
  let process: Int32
  let group: Int32
  /// The program's name as the kernel keeps it (`/proc/<pid>/comm`).
  let program: String

  /// Every other process that has this file open, found through `/proc/<pid>/fd`.
  static func all(of path: String) -> [LockHolder] {
    guard let lock = try? FileStatus.of(path), let processes = try? Folder.open("/proc") else {
      return []
    }
    let numbers = ((try? processes.names()) ?? []).compactMap { Int32($0) }
    return numbers.filter { $0 != Host.process && holds($0, lock) }.compactMap(describe)
  }

  private static func holds(_ process: Int32, _ lock: FileStatus) -> Bool {
    guard let folder = try? Folder.open("/proc/\(process)/fd"), let names = try? folder.names()
    else { return false }
    return names.contains { name in
      guard let status = try? FileStatus.of("/proc/\(process)/fd/\(name)") else { return false }
      return status.device == lock.device && status.inode == lock.inode
    }
  }

  private static func describe(_ process: Int32) -> LockHolder? {
    let group = getpgid(process)
    guard group > 0, let name = readSmallFile("/proc/\(process)/comm") else { return nil }
    return LockHolder(process: process, group: group, program: name)
  }

  private static func readSmallFile(_ path: String) -> String? {
    guard let file = try? Descriptor.open(path), let bytes = try? file.readAll(limit: 4096) else {
      return nil
    }
    return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
  }
}
