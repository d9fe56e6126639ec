internal import CLinux
internal import Glibc

/// An exclusive lock on a file (`flock(2)`). It belongs to the open file, not to the process: a
/// child that inherits the descriptor keeps the lock when its parent is killed.
public struct FileLock: ~Copyable, Sendable {
  let descriptor: Descriptor

  /// The descriptor to pass on to children.
  public var raw: Int32 { descriptor.raw }

  /// Takes the lock without waiting.
  ///
  /// - Returns: nil where somebody else holds it.
  public static func take(_ path: String) throws(PosixError) -> FileLock? {
    try lock(try Descriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o600), path)
  }

  /// Takes the lock of a folder, which no file in it tells of, without waiting.
  ///
  /// - Returns: nil where somebody else holds it.
  public static func take(folder path: String) throws(PosixError) -> FileLock? {
    try lock(try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY), path)
  }

  private static func lock(
    _ file: consuming Descriptor, _ path: String
  ) throws(PosixError) -> FileLock? {
    while flock(file.raw, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return nil }
      if errno != EINTR { throw PosixError(call: "lock", path: path) }
    }
    return FileLock(descriptor: file)
  }
}
