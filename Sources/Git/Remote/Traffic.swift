internal import Glibc
internal import Posix

/// What can be seen of a network call from outside: where it changes, the call gets on.
struct Traffic: Equatable {
  private var connections: [NetworkSocket.Connection] = []
  private var steps = 0
  private var child: ChildTraffic?

  /// Whether there is any connection.
  var isConnected: Bool { !connections.isEmpty || child?.connections.isEmpty == false }

  /// - Parameters:
  ///   - sockets: those that the call opened.
  ///   - steps: how often the call itself told of progress.
  ///   - child: the number of the program that does it for the call, 0 where there is none.
  init(_ sockets: [NetworkSocket], steps: Int, child: Int32) {
    connections = sockets.compactMap(\.connection).sorted { $0.inode < $1.inode }
    self.steps = steps
    if child > 0 { self.child = ChildTraffic(of: child) }
  }
}

/// What another program read and wrote so far, and its TCP connections (proc(5)): not the sockets by
/// which it looks up a name, of which each attempt takes a new one.
struct ChildTraffic: Equatable {
  /// The lines of what it read and wrote, in bytes.
  private let counts: [Substring]
  /// By their inode numbers; one that is tried counts too.
  let connections: [Substring]

  /// - Parameter process: the program's number.
  init(of process: Int32) {
    let place = "/proc/\(process)"
    counts = ChildTraffic.lines("\(place)/io").filter {
      $0.hasPrefix("rchar") || $0.hasPrefix("wchar")
    }
    let sockets = ChildTraffic.sockets("\(place)/fd")
    connections = ["tcp", "tcp6"].flatMap { ChildTraffic.lines("\(place)/net/\($0)") }
      .compactMap { line in
        let columns = line.split(separator: " ", maxSplits: 10)
        return columns.count > 9 && sockets.contains(columns[9]) ? columns[9] : nil
      }
  }

  /// Bytes that a program has read so far.
  static func received(by process: Int32) -> UInt64 {
    let line = lines("/proc/\(process)/io").first { $0.hasPrefix("rchar: ") }
    return line.flatMap { UInt64($0.dropFirst("rchar: ".utf8.count)) } ?? 0
  }

  private static func lines(_ path: String) -> [Substring] {
    let bytes = (try? Descriptor.open(path).readAll(limit: 1 << 20)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The inode numbers of the sockets among the open files in a folder: "socket:[35545148]".
  private static func sockets(_ path: String) -> Set<Substring> {
    guard let folder = try? Folder.open(path), let names = try? folder.names() else { return [] }
    let targets = names.compactMap { try? folder.target(ofLink: $0) }
    return Set(
      targets.map { String(decoding: $0, as: UTF8.self) }.filter { $0.hasPrefix("socket:[") }
        .map { $0.dropFirst(8).dropLast() })
  }
}

/// A thread of this process, as others see it.
struct WatchedThread: Sendable {
  private let status: String
  private let clock: clockid_t

  /// The thread that asks.
  static var current: WatchedThread {
    var buffer = [CChar](repeating: 0, count: 64)
    let count = readlink("/proc/thread-self", &buffer, buffer.count - 1)
    let name = String(
      decoding: buffer[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    var clock = clockid_t()
    pthread_getcpuclockid(pthread_self(), &clock)
    return WatchedThread(status: "/proc/\(name)/stat", clock: clock)
  }

  /// Seconds that it has computed so far.
  var computed: Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Whether it waits for a disk, and so not for a server.
  var waitsForDisk: Bool {
    guard let line = try? Descriptor.open(status).readAll(limit: 1024),
      let end = line.lastIndex(of: UInt8(ascii: ")")), line.count > end + 2
    else { return false }
    return line[end + 2] == UInt8(ascii: "D")
  }
}
