internal import Docker
internal import JSON
internal import Model

/// `receipts/<stack>.json`: a receipt on disk.
struct ReceiptFile: Codable {
  static let folder = "receipts"

  let version: Int
  /// Names the host's seal, under which it was written.
  let seal: String
  let stack: String
  let receipt: StackReceipt

  static func path(_ stack: StackName) -> String { "\(folder)/\(stack).json" }

  /// Why a receipt that is there says nothing here.
  enum Fault: Error {
    case damaged, newer, foreign

    var words: String {
      switch self {
      case .damaged: "its receipt is damaged and was ignored; everything is compared anew"
      case .newer:
        "its receipt was written by a newer converge and was ignored; everything is compared anew"
      case .foreign:
        "its receipt is not of this stack on this host and was ignored; everything is compared anew"
      }
    }
  }

  /// Reads a receipt.
  ///
  /// - Parameter seal: names the host's seal.
  static func parse(
    _ bytes: [UInt8], of stack: StackName, seal: String
  ) throws(Fault) -> StackReceipt {
    guard let version = SoundJSON.decode(Versioned.self, from: bytes) else { throw .damaged }
    guard version.version <= Versioned.current else { throw .newer }
    guard let file = SoundJSON.decode(ReceiptFile.self, from: bytes) else { throw .damaged }
    guard file.seal == seal, file.stack == stack.text else { throw .foreign }
    return file.receipt
  }
}

extension StackReceipt {
  /// Whether another one says the same, but for when and why.
  func says(sameAs other: StackReceipt) -> Bool {
    var copy = other
    copy.commit = commit
    copy.time = time
    copy.causes = causes
    return copy == self
  }
}
