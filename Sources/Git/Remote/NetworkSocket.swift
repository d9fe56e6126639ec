internal import Glibc
internal import Posix

/// A socket of this process that leads to another machine, or to a service that looks up names.
struct NetworkSocket {
  let descriptor: Int32
  let inode: UInt64
  private let family: Int32
  private let isDatagram: Bool

  /// Those that are open now.
  static func open() -> [NetworkSocket] {
    guard let names = try? Folder.open("/proc/self/fd").names() else { return [] }
    return names.compactMap { Int32($0).flatMap(NetworkSocket.init) }
  }

  private init?(_ descriptor: Int32) {
    var (status, family, type) = (stat(), Int32(0), Int32(0))
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK,
      getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0,
      getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0,
      family == AF_INET || family == AF_INET6 || NetworkSocket.isResolver(descriptor, family)
    else { return nil }
    (self.descriptor, inode, self.family) = (descriptor, UInt64(status.st_ino), family)
    isDatagram = type == Int32(SOCK_DGRAM.rawValue) && family != AF_UNIX
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

  /// Whatever waits on it returns at once, with an error.
  func breakOff() {
    if isDatagram { refuse() } else { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  /// Makes a name server refuse what it is asked, so that the system's resolver goes on to the next
  /// one: it takes a socket that was shut down for one with an answer, and looks again without end.
  private func refuse() {
    // nobody listens at port 1 of this machine, which the kernel answers with a refusal
    let port = UInt16(1).bigEndian
    if family == AF_INET {
      let (itself, family) = (UInt32(INADDR_LOOPBACK).bigEndian, sa_family_t(AF_INET))
      ask(
        sockaddr_in(
          sin_family: family, sin_port: port, sin_addr: in_addr(s_addr: itself),
          sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)))
    } else {
      ask(
        sockaddr_in6(
          sin6_family: sa_family_t(AF_INET6), sin6_port: port, sin6_flowinfo: 0,
          sin6_addr: in6addr_loopback, sin6_scope_id: 0))
    }
  }

  private func ask<Address>(_ address: Address) {
    let size = socklen_t(MemoryLayout<Address>.size)
    let isConnected = withUnsafeBytes(of: address) {
      connect(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), size) == 0
    }
    if isConnected { send(descriptor, "?", 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)) }
  }

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
