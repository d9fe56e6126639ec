internal import Glibc
internal import Posix

/// What can be seen of a network call from outside: where it changes, the call gets on.
struct Traffic: Equatable {
  private var connections: [NetworkSocket.Connection] = []
  private var steps = 0
  private var child: [String] = []

  /// Whether there is any connection, or a program that has one.
  var isConnected: Bool { !connections.isEmpty || !child.isEmpty }

  /// - Parameters:
  ///   - sockets: those that the call opened.
  ///   - steps: how often the call itself told of progress.
  ///   - child: the number of the program that does it for the call, 0 where there is none.
  init(_ sockets: [NetworkSocket], steps: Int, child: Int32) {
    connections = sockets.compactMap(\.connection).sorted { $0.inode < $1.inode }
    self.steps = steps
    if child > 0 { self.child = Traffic.look(at: child) }
  }

  /// What a program read and wrote so far, and what it has open (proc(5)).
  private static func look(at process: Int32) -> [String] {
    let place = "/proc/\(process)"
    let counts = (try? Descriptor.open("\(place)/io").readAll(limit: 4096)) ?? []
    guard let folder = try? Folder.open("\(place)/fd"), let names = try? folder.names() else {
      return ["gone"]
    }
    let open = names.sorted().compactMap { name in
      (try? folder.target(ofLink: name)).map { String(decoding: $0, as: UTF8.self) }
    }
    return [String(decoding: counts, as: UTF8.self)] + open
  }
}

/// A thread of this process, as others see it.
struct WatchedThread: Sendable {
  private let status: String

  /// The thread that asks.
  static var current: WatchedThread {
    var buffer = [CChar](repeating: 0, count: 64)
    let count = readlink("/proc/thread-self", &buffer, buffer.count - 1)
    let name = String(
      decoding: buffer[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return WatchedThread(status: "/proc/\(name)/stat")
  }

  /// Whether it computes or waits for a disk, and so does not wait for a server.
  var isBusy: Bool {
    guard let line = try? Descriptor.open(status).readAll(limit: 1024),
      let end = line.lastIndex(of: UInt8(ascii: ")")), line.count > end + 2
    else { return false }
    return line[end + 2] == UInt8(ascii: "R") || line[end + 2] == UInt8(ascii: "D")
  }
}
