internal import Glibc

extension Terminal {
  /// Asks for a line that is shown while it is typed. What was typed before is no answer to it.
  ///
  /// - Parameter stop: a descriptor that becomes readable when nobody is to be asked any more.
  /// - Returns: the line without blanks around it; nil where the input ended or was broken off.
  public func line(_ question: String, stop: Int32? = nil) -> String? {
    tcflush(device.raw, TCIFLUSH)
    try? device.write(Array(question.utf8))
    var bytes = [UInt8](repeating: 0, count: 4096)
    let awaited = [Awaited(device.raw)] + (stop.map { [Awaited($0)] } ?? [])
    var ready = [false]
    while !ready.contains(true) { ready = Poll.wait(awaited, until: nil) }
    guard ready[0], !ready.dropFirst().contains(true),
      let count = try? device.read(into: &bytes), count > 0
    else {
      try? device.write([10])
      return nil
    }
    let words = bytes[..<count].drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed()
    return String(decoding: Array(words), as: UTF8.self)
  }
}
