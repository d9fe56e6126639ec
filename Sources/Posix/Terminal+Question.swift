internal import Glibc

extension Terminal {
  /// Asks for yes or no. What was typed before is no answer to it.
  ///
  /// - Parameters:
  ///   - question: how the answer is to be given included.
  ///   - plain: what an empty line means.
  ///   - stop: a descriptor that becomes readable when nobody is to be asked any more.
  /// - Returns: nil where there is no answer.
  public func confirms(_ question: String, plain: Bool, stop: Int32? = nil) -> Bool? {
    tcflush(device.raw, TCIFLUSH)
    try? device.write(Array(question.utf8))
    var bytes = [UInt8](repeating: 0, count: 1024)
    let awaited = [Awaited(device.raw)] + (stop.map { [Awaited($0)] } ?? [])
    var ready = [false]
    while !ready.contains(true) { ready = Poll.wait(awaited, until: nil) }
    guard ready[0], !ready.dropFirst().contains(true),
      let count = try? device.read(into: &bytes), count > 0
    else {
      try? device.write([10])
      return nil
    }
    let answer = String(decoding: bytes[..<count], as: UTF8.self).lowercased()
    if answer == "\n" { return plain }
    return answer == "y\n" || answer == "yes\n"
  }
}
