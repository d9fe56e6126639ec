@testable import Crypto

/// Bytes written as hexadecimal digits.
func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// The bytes of a key, which macros cannot take themselves.
func bytes(_ secret: consuming SecretBytes?) -> [UInt8]? {
  switch consume secret {
  case .some(let secret): secret.copy()
  case .none: nil
  }
}
