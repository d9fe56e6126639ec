internal import Cycle
internal import Posix

/// The journal, entries with fields of their own: `journalctl CONVERGE_STACK=web`.
final class Journal: Sendable {
  private let socket: JournalSocket
  private let unit: String?

  /// Nil where the system gives no socket to send from.
  ///
  /// - Parameters:
  ///   - path: of the socket.
  ///   - unit: the one that entries are about, where that does not send them: `journalctl -u` shows them
  ///     among its own if root sends them.
  init?(path: String = JournalSocket.standard, unit: String? = nil) {
    self.unit = unit
    do {
      socket = try JournalSocket(path: path)
    } catch {
      return nil
    }
  }

  /// - Returns: whether the journal took it.
  func send(_ event: Event) -> Bool {
    do {
      try socket.send(Journal.entry(event, unit: unit))
      return true
    } catch {
      return false
    }
  }

  /// All that is known of an event; control characters would make the journal hide a value.
  static func entry(_ event: Event, unit: String? = nil) -> [UInt8] {
    let fields: [(name: String, value: String?)] = [
      ("MESSAGE", event.line), ("PRIORITY", "\(event.severity.rawValue)"),
      ("SYSLOG_IDENTIFIER", "converge"), ("CONVERGE_STACK", event.stack),
      ("CONVERGE_SERVICE", event.service), ("CONVERGE_CAUSE", event.cause),
      ("CONVERGE_COMMIT", event.commit), ("CONVERGE_STAGE", event.stage?.rawValue),
      ("OBJECT_SYSTEMD_UNIT", unit),
    ]
    return fields.flatMap { name, value in
      value.map { JournalField.encode(name, $0.printable) } ?? []
    }
  }
}
