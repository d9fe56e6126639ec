internal import Glibc

/// `poll(2)` with an end in time.
enum Poll {
  /// Milliseconds it waits at most, and where the kernel refuses to wait.
  private static let (longest, short) = (3600.0 * 1000, 50.0)

  /// Waits for one of the descriptors or for a point in time; a signal may end it early.
  ///
  /// - Parameter limit: nil for as long as it takes.
  /// - Returns: for each descriptor whether it is ready, or broken. All are where the kernel could
  ///   not be asked: then it is for the callers to try.
  static func wait(_ awaited: [Awaited], until limit: Instant?) -> [Bool] {
    var polled = awaited.map {
      pollfd(
        fd: $0.descriptor, events: Int16($0.event == .input ? POLLIN : POLLOUT), revents: 0)
    }
    let left = limit.map { max(0, min($0.seconds(since: .now) * 1000, longest)) } ?? longest
    if poll(&polled, nfds_t(polled.count), Int32(left.rounded(.up))) >= 0 {
      return polled.map { $0.revents != 0 }
    }
    if errno == EINTR { return awaited.map { _ in false } }
    usleep(UInt32(min(left, short) * 1000))
    return awaited.map { _ in true }
  }
}
