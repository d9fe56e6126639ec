internal import CLinux
internal import Glibc

/// Files without a name that live in memory alone.
enum MemoryFile {
  /// Makes one that is read from its start.
  ///
  /// - Parameter action: what it is for, in words.
  /// - Returns: a descriptor, which the caller closes.
  static func make(
    _ bytes: [UInt8], _ action: @autoclosure () -> String
  ) throws(PosixError) -> Int32 {
    let file = try check(action()) { converge_memory_file() }
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes {
        pwrite(file, $0.baseAddress, $0.count, off_t(offset))
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 {
        let error = PosixError(call: action())
        close(file)
        throw error
      }
      offset += count
    }
    return file
  }
}

extension Descriptor {
  /// A file in memory that holds these bytes, for a child to read: as `/dev/fd/3` where the child
  /// is started with it as the descriptor that it keeps.
  public static func memory(holding bytes: [UInt8]) throws(PosixError) -> Descriptor {
    Descriptor(owning: try MemoryFile.make(bytes, "make a file in memory"))
  }
}
