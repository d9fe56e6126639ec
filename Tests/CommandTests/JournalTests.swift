import Cycle
import Glibc
import Model
import Posix
import TestSupport
import Testing

@testable import converge

/// Takes entries as journald does.
private final class Listener {
  let folder: TestSupport.Folder
  let path: String
  private let socket: Int32

  init() throws {
    folder = try Folder("journal")
    path = folder["socket"]
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else { throw PosixError(call: "bind", path: path) }
  }

  deinit { close(socket) }

  /// The next entry, and the file that came with it (-1 for none).
  func next() -> (bytes: [UInt8], file: Int32) {
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    var control = [UInt8](repeating: 0, count: 24)
    let count = bytes.withUnsafeMutableBytes { bytes in
      control.withUnsafeMutableBytes { control in
        var part = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
        return withUnsafeMutablePointer(to: &part) { part in
          var message = msghdr()
          (message.msg_iov, message.msg_iovlen) = (part, 1)
          (message.msg_control, message.msg_controllen) = (control.baseAddress, control.count)
          return recvmsg(socket, &message, Int32(MSG_DONTWAIT))
        }
      }
    }
    // the header of a control message is 16 bytes: length, level, type
    let file = control.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 16, as: Int32.self) }
    return (Array(bytes.prefix(max(0, count))), control[0] == 0 ? -1 : file)
  }
}

@Suite("An entry of the journal")
struct JournalTests {
  private let event = Event(
    .notice, "recreated web-app-1", stack: "web", service: "app", commit: "3f2c1d0",
    cause: "image nginx:1 to nginx:2", stage: .apply)

  @Test("has a field for all that is known of an event") func fields() {
    #expect(
      String(decoding: Journal.entry(event), as: UTF8.self) == """
        MESSAGE=web: recreated web-app-1
        PRIORITY=5
        SYSLOG_IDENTIFIER=converge
        CONVERGE_STACK=web
        CONVERGE_SERVICE=app
        CONVERGE_CAUSE=image nginx:1 to nginx:2
        CONVERGE_COMMIT=3f2c1d0
        CONVERGE_STAGE=apply

        """)
    #expect(
      String(decoding: Journal.entry(Event(.error, "no remote")), as: UTF8.self)
        == "MESSAGE=no remote\nPRIORITY=3\nSYSLOG_IDENTIFIER=converge\n")
  }

  @Test("cannot be given a field by what is in a name") func forged() {
    let forged = Event(.info, "a\nPRIORITY=0", stack: "web\nCONVERGE_STAGE=x")
    let lines = String(decoding: Journal.entry(forged), as: UTF8.self).split(separator: "\n")
    #expect(
      lines.map { $0.prefix { $0 != "=" } }.sorted() == [
        "CONVERGE_STACK", "MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER",
      ])
    #expect(
      JournalField.encode("A", "b\nC=d")
        == Array("A\n".utf8) + [5, 0, 0, 0, 0, 0, 0, 0] + Array("b\nC=d\n".utf8))
  }

  @Test("arrives as one datagram") func arrives() throws {
    let listener = try Listener()
    let journal = try #require(Journal(path: listener.path))
    #expect(journal.send(event))
    let received = listener.next()
    #expect(received.bytes == Journal.entry(event))
    #expect(received.file == -1)
  }

  @Test("is one of the service where a person does something by hand, after what that was")
  func byHand() throws {
    let listener = try Listener()
    let journal = try #require(Journal(path: listener.path, unit: "converge.service"))
    let lines = Lines()
    let log = HandLog(journal, ["hold", "web", "--reason", "new disk"], by: "ann")
    let reporter = log.watching(
      Reporter(
        result: { lines.take(Array("\($0.line)\n".utf8), 1) },
        note: { lines.take(Array("\($0.line)\n".utf8), 2) }))
    reporter.note(Event(.debug, "nothing"))
    reporter.result(Event(.notice, "on hold", stack: "web"))
    reporter.note(Event(.info, "and more"))
    log.show(Problem("no such stack"))
    let unit = "OBJECT_SYSTEMD_UNIT=converge.service\n"
    let entries = [
      "MESSAGE=by hand: converge hold web --reason 'new disk', by ann\nPRIORITY=6\n",
      "MESSAGE=web: on hold\nPRIORITY=5\n", "MESSAGE=and more\nPRIORITY=6\n",
      "MESSAGE=no such stack\nPRIORITY=3\n",
    ]
    for entry in entries {
      let text = String(decoding: listener.next().bytes, as: UTF8.self)
      #expect(text.hasPrefix(entry) && text.hasSuffix(unit), "\(text)")
    }
    #expect(listener.next().bytes == [])
    #expect(lines.texts == ["2 nothing", "1 web: on hold", "2 and more"])
  }

  @Test("that is too large for a datagram arrives as a sealed file") func large() throws {
    let listener = try Listener()
    let journal = try #require(Journal(path: listener.path))
    let large = Event(.error, String(repeating: "x", count: 4 << 20))
    #expect(journal.send(large))
    let received = listener.next()
    #expect(received.bytes == [])
    let file = Descriptor(owning: received.file)
    // F_GET_SEALS: all four of fcntl(2)
    #expect(fcntl(file.raw, 1034) == 0xf)
    lseek(file.raw, 0, SEEK_SET)
    #expect(try file.readAll() == Journal.entry(large))
  }

  @Test("is given up where nobody reads, and no run by hand waits for it again") func silent()
    throws
  {
    let listener = try Listener()
    let journal = try #require(Journal(path: listener.path))
    let log = HandLog(journal, [], by: nil)
    let seconds = elapsed {
      for _ in 1...10_000 where !journal.send(event) { break }
      for _ in 1...10 { log.show(Problem("more")) }
    }
    #expect((2...20).contains(seconds), "\(seconds)")
  }

  @Test("becomes a line with its priority where nobody takes it") func nobody() throws {
    let folder = try Folder("journal")
    let journal = try #require(Journal(path: folder["socket"]))
    #expect(!journal.send(event))
    let lines = Lines()
    let output = LineOutput(
      verbose: false, palettes: (Palette(isOn: false), Palette(isOn: false)),
      sinks: (.journal(journal), .prefixed))
    let reporter = output.reporter { lines.take($0, $1) }
    reporter.result(event)
    reporter.note(Event(.warning, "lags"))
    #expect(lines.texts == ["1 <5>web: recreated web-app-1", "2 <4>warning: lags"])
  }
}
