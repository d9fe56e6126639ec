internal import Glibc
internal import Posix

/// A process that has the lock file open.
struct LockHolder: Equatable {
  let process: Int32
  let group: Int32
  /// The program's name as the kernel keeps it (`/proc/<pid>/comm`).
  let program: String
  /// Whether it is a cycle, and not something that a cycle started.
  let isCycle: Bool
  /// Seconds since 1970-01-01T00:00:00Z.
  let started: Int64
  /// Whether systemd started it as `converge.service`.
  let isService: Bool

  /// Every other process that has this file open.
  static func all(of path: String) -> [LockHolder] {
    OpenFiles.holders(of: path).filter { $0 != Host.process }.compactMap(describe)
  }

  private static func describe(_ process: Int32) -> LockHolder? {
    let group = getpgid(process)
    guard group >= 0, let file = try? Descriptor.open("/proc/\(process)/comm"),
      let bytes = try? file.readAll(limit: 4096),
      let status = try? FileStatus.of("/proc/\(process)")
    else { return nil }
    let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return LockHolder(
      process: process, group: group, program: name, isCycle: isCycle(process, name),
      started: status.modified.seconds, isService: isService(process))
  }

  /// By its control group (cgroups(7)).
  private static func isService(_ process: Int32) -> Bool {
    let bytes = try? Descriptor.open("/proc/\(process)/cgroup").readAll(limit: 1 << 16)
    return String(decoding: bytes ?? [], as: UTF8.self).contains("/converge.service\n")
  }

  /// A cycle runs this very program, or, after an upgrade, another one of its name.
  private static func isCycle(_ process: Int32, _ name: String) -> Bool {
    if name == "converge" { return true }
    guard let own = try? FileStatus.of("/proc/self/exe"),
      let other = try? FileStatus.of("/proc/\(process)/exe")
    else { return false }
    return own.device == other.device && own.inode == other.inode
  }
}
