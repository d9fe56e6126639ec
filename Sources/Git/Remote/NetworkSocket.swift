internal import Glibc
internal import Posix

/// A socket of this process that leads to another machine, or to a service that looks up names.
struct NetworkSocket {
  let descriptor: Int32
  let inode: UInt64
  private let family: Int32

  /// Those that are open now.
  static func open() -> [NetworkSocket] {
    guard let names = try? Folder.open("/proc/self/fd").names() else { return [] }
    return names.compactMap { Int32($0).flatMap(NetworkSocket.init) }
  }

  private init?(_ descriptor: Int32) {
    var (status, family, size) = (stat(), Int32(0), socklen_t(MemoryLayout<Int32>.size))
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK,
      getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0,
      family == AF_INET || family == AF_INET6 || NetworkSocket.isResolver(descriptor, family)
    else { return nil }
    (self.descriptor, inode, self.family) = (descriptor, UInt64(status.st_ino), family)
  }

  /// nscd(8) and systemd-resolved(8) are asked over sockets of their own.
  private static func isResolver(_ descriptor: Int32, _ family: Int32) -> Bool {
    var (peer, size) = (sockaddr_un(), socklen_t(MemoryLayout<sockaddr_un>.size))
    guard family == AF_UNIX else { return false }
    let known = withUnsafeMutablePointer(to: &peer) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getpeername(descriptor, $0, &size) == 0
      }
    }
    guard known else { return false }
    let path = withUnsafeBytes(of: peer.sun_path) { String(decoding: $0, as: UTF8.self) }
    return ["/run/systemd/resolve/", "/run/nscd/", "/var/run/nscd/"].contains(where: path.hasPrefix)
  }

  /// Whatever waits on it returns at once.
  func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// What the kernel says of a TCP connection (tcp(7), TCP_INFO; the layout is that of linux/tcp.h,
  /// of which glibc's header knows only the start).
  var connection: Connection? {
    guard family != AF_UNIX else { return nil }
    let (protocolTCP, info): (Int32, Int32) = (6, 11)
    var bytes = [UInt8](repeating: 0, count: 256)
    var size = socklen_t(bytes.count)
    guard getsockopt(descriptor, protocolTCP, info, &bytes, &size) == 0, size >= 136 else {
      return nil
    }
    return bytes.withUnsafeBytes {
      Connection(
        inode: inode, state: $0[0], sent: $0.loadUnaligned(fromByteOffset: 120, as: UInt64.self),
        received: $0.loadUnaligned(fromByteOffset: 128, as: UInt64.self))
    }
  }

  struct Connection: Equatable {
    let inode: UInt64
    fileprivate let state: UInt8
    /// Bytes that the other end has confirmed, and that came from it.
    let sent: UInt64
    let received: UInt64

    /// Whether the other end has not answered yet (TCP_SYN_SENT).
    var isConnecting: Bool { state == 2 }
  }
}
