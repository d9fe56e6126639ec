internal import Glibc
internal import Model
internal import Posix

/// Standard output and standard error.
enum Streams {
  /// Writes what was asked for to standard output; a part of it would be worse than nothing.
  static func deliver(_ bytes: [UInt8]) throws(Problem) {
    if write(bytes, to: 1) { return }
    throw Problem("\(PosixError(call: "write", path: "standard output"))")
  }

  /// Writes bytes as they are; a reader that went away is not an error.
  ///
  /// - Parameter orGone: what is returned where the reader went away.
  /// - Returns: whether all of it was taken.
  @discardableResult
  static func write(_ bytes: [UInt8], to stream: Int32, orGone: Bool = true) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(stream, $0.baseAddress! + offset, bytes.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return errno == EPIPE && orGone }
      offset += count
    }
    return true
  }

  /// Whether a stream is connected to the journal: JOURNAL_STREAM names its device and inode
  /// (systemd.exec(5)).
  static func isJournal(_ stream: Int32) -> Bool {
    guard let value = Host.environment("JOURNAL_STREAM"), let status = status(stream) else {
      return false
    }
    return value == "\(status.st_dev):\(status.st_ino)"
  }

  static func isSocket(_ stream: Int32) -> Bool {
    status(stream).map { $0.st_mode & S_IFMT == S_IFSOCK } ?? false
  }

  private static func status(_ stream: Int32) -> stat? {
    var status = stat()
    return fstat(stream, &status) == 0 ? status : nil
  }
}

extension String {
  /// Text without what steers a terminal, starts a line of its own or turns the direction in which
  /// it is read: names of files, containers and projects are other people's words.
  var printable: String {
    let hidden: [ClosedRange<UInt32>] = [0...31, 127...159, 0x2028...0x202E, 0x2066...0x2069]
    let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
      hidden.contains { $0.contains(scalar.value) } ? "?" : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
