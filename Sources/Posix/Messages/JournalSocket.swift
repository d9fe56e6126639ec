internal import CLinux
internal import Glibc

/// Sends entries to the journal (systemd's "Native Journal Protocol").
public struct JournalSocket: ~Copyable, Sendable {
  /// Where journald listens.
  public static let standard = "/run/systemd/journal/socket"

  private let path: String
  private let descriptor: Descriptor

  /// - Parameter path: of the socket, which need not be there yet.
  public init(path: String = JournalSocket.standard) throws(PosixError) {
    let raw = try check("open a socket to the journal") { converge_datagram_socket() }
    self.path = path
    descriptor = Descriptor(owning: raw)
  }

  /// Sends one entry, as `JournalField.encode` makes it. One that is too large for a datagram goes
  /// through a sealed file in memory.
  ///
  /// - Throws: `PosixError` where nobody takes it.
  public func send(_ entry: [UInt8]) throws(PosixError) {
    do {
      try check("write to the journal", path) {
        converge_send_datagram(descriptor.raw, path, entry, UInt64(entry.count))
      }
    } catch {
      if error.code != EMSGSIZE && error.code != ENOBUFS { throw error }
      try sendFile(entry)
    }
  }

  private func sendFile(_ entry: [UInt8]) throws(PosixError) {
    let file = Descriptor(
      owning: try check("make a file in memory") { converge_sealable_file() })
    try file.write(entry)
    try check("seal a file in memory") { converge_seal(file.raw) }
    try check("write to the journal", path) {
      converge_send_file(descriptor.raw, path, file.raw)
    }
  }
}

/// The form of one field of an entry.
public enum JournalField {
  /// "NAME=value" where the value is one line, else the name, a line break, the number of bytes as
  /// 64 bits little-endian, and the bytes: no value can start a field of its own.
  public static func encode(_ name: String, _ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    if !bytes.contains(0x0a) { return Array("\(name)=".utf8) + bytes + [0x0a] }
    let count = UInt64(bytes.count)
    let size = (0..<8).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    return Array("\(name)\n".utf8) + size + bytes + [0x0a]
  }
}
