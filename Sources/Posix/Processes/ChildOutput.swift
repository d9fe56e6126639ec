internal import CLinux
internal import Glibc

/// One output of a child: what came so far, up to a limit.
final class ChildOutput {
  /// Bytes taken in before others get their turn.
  private static let portion = 1 << 20
  /// Limits up to which room is made at once: what is small may be a key, and growing leaves copies.
  private static let small = 64 << 10

  /// The end to read from, closed with this.
  let reader: Int32
  /// The end that the child writes to, until it has been handed over.
  private(set) var writer: Int32
  private(set) var bytes: [UInt8] = []
  /// Whether more came than was kept.
  private(set) var truncated = false
  /// Whether more may come.
  private(set) var isOpen = true
  private let limit: Int

  /// - Parameter limit: bytes that are kept.
  init(limit: Int) throws(PosixError) {
    (reader, writer) = try Pipe.make()
    self.limit = limit
    if limit <= ChildOutput.small { bytes.reserveCapacity(limit) }
    _ = fcntl(reader, F_SETFL, O_NONBLOCK)
  }

  deinit {
    handOver()
    close(reader)
  }

  /// Closes this process's own writing end: from then on the child's is the only one.
  func handOver() {
    if writer >= 0 { close(writer) }
    writer = -1
  }

  /// Takes in what is there.
  func receive() {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    var (taken, used) = (0, 0)
    defer { chunk.withUnsafeMutableBytes { converge_wipe($0.baseAddress, UInt64(used)) } }
    while isOpen, taken < ChildOutput.portion {
      let count = chunk.withUnsafeMutableBytes { read(reader, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      used = max(used, count)
      if count > 0 { keep(chunk[..<count]) }
      isOpen = count > 0
      taken += count
    }
  }

  private func keep(_ chunk: ArraySlice<UInt8>) {
    let room = max(0, limit - bytes.count)
    bytes.append(contentsOf: chunk.prefix(room))
    truncated = truncated || chunk.count > room
  }
}
