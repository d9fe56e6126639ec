internal import CSodium

/// Overwrites what was secret in ordinary memory.
public enum Wipe {
  /// Overwrites the array's storage with zeros that the optimiser does not remove, then empties it.
  public static func bytes(_ bytes: inout [UInt8]) {
    let count = bytes.count
    bytes.withUnsafeMutableBufferPointer { sodium_memzero($0.baseAddress, count) }
    bytes.removeAll()
  }
}
