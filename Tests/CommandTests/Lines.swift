import Synchronization

/// Keeps what an output writes.
final class Lines: Sendable {
  private let kept = Mutex<[String]>([])

  func take(_ bytes: [UInt8], _ stream: Int32) {
    let text = String(decoding: bytes, as: UTF8.self)
    kept.withLock { $0.append("\(stream) \(text.dropLast())") }
  }

  /// Each with its stream before it and without its line break.
  var texts: [String] { kept.withLock { $0 } }
}
