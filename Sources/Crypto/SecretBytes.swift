internal import CSodium

/// Bytes of a key: kept in guarded, locked pages outside the heap and wiped when they go.
///
/// Locking is best effort (`RLIMIT_MEMLOCK`), wiping is certain. The bytes leave only through
/// ``withBytes(_:)``, so that a copy in ordinary memory is always a visible decision.
public struct SecretBytes: ~Copyable, @unchecked Sendable {
  let pointer: UnsafeMutablePointer<UInt8>

  /// Length in bytes.
  public let count: Int

  /// All zero.
  public init(count: Int) {
    pointer = KeyMemory.shared.take(count)
    self.count = count
  }

  /// Takes the bytes over and wipes the array they came in.
  public init(taking bytes: inout [UInt8]) {
    self.init(count: bytes.count)
    for index in 0..<bytes.count { pointer[index] = bytes[index] }
    Wipe.bytes(&bytes)
  }

  /// A copy of bytes that somebody else wipes.
  public init(copying bytes: some Collection<UInt8>) {
    self.init(count: bytes.count)
    for (index, byte) in bytes.enumerated() { pointer[index] = byte }
  }

  /// Bytes of the system's random generator.
  public static func random(count: Int) -> SecretBytes {
    let secret = SecretBytes(count: count)
    randombytes_buf(secret.pointer, count)
    return secret
  }

  deinit { KeyMemory.shared.give(pointer) }

  /// Lends the bytes for the length of the call.
  public borrowing func withBytes<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Lends the bytes for writing.
  public mutating func withMutableBytes<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) -> Result
  ) -> Result {
    body(UnsafeMutableBufferPointer(start: pointer, count: count))
  }

  /// A copy in ordinary memory, for what is no key (file contents) or is wiped by the caller.
  public borrowing func copy() -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Whether every byte is zero, in constant time (RFC 7748, section 6.1).
  public borrowing func isZero() -> Bool { sodium_is_zero(pointer, count) == 1 }
}
