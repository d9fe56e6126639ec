import TestSupport

/// A small file system, mounted for one test.
final class SmallDisk {
  /// Bytes of the smallest thing that a file takes up.
  static let page = 4096

  let path: String

  init(_ path: String, size: String) throws {
    self.path = path
    try must(["mkdir", "-p", path])
    try must(["mount", "-t", "tmpfs", "-o", "mode=700,size=\(size)", "tmpfs", path])
  }

  deinit { _ = try? run(["umount", "-l", path]) }

  /// Leaves this many bytes free.
  func fill(except bytes: Int) throws {
    try must([
      "sh", "-c",
      "cat /dev/zero >\(path)/filler 2>/dev/null; truncate -s -\(bytes) \(path)/filler",
    ])
  }

  func empty() throws { try must(["rm", "-f", "\(path)/filler"]) }

  func grow(to size: String) throws { try must(["mount", "-o", "remount,size=\(size)", path]) }
}
