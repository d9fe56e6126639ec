internal import CLinux

/// Tells systemd how this service is doing (sd_notify(3)).
public struct NotifySocket: ~Copyable, Sendable {
  /// Bytes of one message: systemd reads no more of it (PIPE_BUF).
  static let limit = 4096

  private let path: String
  private let descriptor: Descriptor

  /// - Parameter path: of the socket, or an abstract name that starts with "@"; nil for the one that
  ///   the environment names.
  /// - Returns: nil where no service manager wants to know, or the system gives no socket.
  public init?(path: String? = nil) {
    guard let path = path ?? Host.environment("NOTIFY_SOCKET"),
      path.hasPrefix("/") || path.hasPrefix("@")
    else { return nil }
    let raw = converge_datagram_socket()
    if raw < 0 { return nil }
    self.path = path
    descriptor = Descriptor(owning: raw)
  }

  /// Says in one line what is going on: `systemctl status` shows it. Nobody has to listen.
  ///
  /// - Parameter text: without control characters; the end of one that is too long is left out.
  public func send(status text: String) {
    var bytes = Array("STATUS=".utf8)
    for scalar in text.unicodeScalars {
      // half a character would make systemd drop all of it
      if bytes.count + UTF8.width(scalar) > NotifySocket.limit - 1 { break }
      bytes.append(contentsOf: Array(String(scalar).utf8))
    }
    _ = converge_send_datagram(descriptor.raw, path, bytes, UInt64(bytes.count))
  }
}
