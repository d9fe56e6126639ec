internal import CLinux
internal import Glibc

/// The terminal of the person who runs this process, whatever its streams are connected to.
public struct Terminal: ~Copyable {
  /// Bytes of a line that the kernel keeps.
  private static let longest = 4096

  let device: Descriptor

  /// nil where there is none: in a service, or without `/dev/tty`.
  public init?() {
    guard let device = Terminal.openDevice() else { return nil }
    self.device = device
  }

  static func openDevice() -> Descriptor? {
    guard let device = try? Descriptor.open("/dev/tty", flags: O_RDWR | O_NOCTTY),
      isatty(device.raw) == 1
    else { return nil }
    return device
  }

  /// Asks for a line that is not shown. A signal that comes meanwhile does what it always does once
  /// the terminal is as it was; after a stop and a continue it asks again.
  ///
  /// - Returns: the line, which the caller wipes; nil where the input ended or was broken off.
  public func passphrase(_ prompt: String) -> [UInt8]? {
    while true {
      switch ask(prompt) {
      case .line(let bytes): return bytes
      case .end: return nil
      case .interrupted: continue
      }
    }
  }

  private enum Answer {
    case line([UInt8])
    case end
    /// By a signal that this process outlived.
    case interrupted
  }

  private func ask(_ prompt: String) -> Answer {
    guard let hidden = HiddenInput() else { return .end }
    defer { hidden.end() }
    var set = HiddenInput.set
    let signalled = Descriptor(owning: converge_signal_descriptor(&set))
    try? device.write(Array(prompt.utf8))
    let answer = line(signalled)
    try? device.write([10])
    return answer
  }

  private func line(_ signalled: borrowing Descriptor) -> Answer {
    var bytes = [UInt8](repeating: 0, count: Self.longest)
    while true {
      let ready = Poll.wait([Awaited(device.raw), Awaited(signalled.raw)], until: nil)
      if ready[1] { return Self.isToStop ? .interrupted : .end }
      guard ready[0] else { continue }
      guard let count = try? device.read(into: &bytes), count > 0 else { return .end }
      bytes.removeLast(bytes.count - count)
      if bytes.last == 10 { bytes.removeLast() }
      return .line(bytes)
    }
  }

  /// Whether what waits is a stop alone, after which the person comes back.
  private static var isToStop: Bool {
    var waiting = sigset_t()
    sigpending(&waiting)
    return HiddenInput.signals.allSatisfy { ($0 == SIGTSTP) == (sigismember(&waiting, $0) == 1) }
  }
}
