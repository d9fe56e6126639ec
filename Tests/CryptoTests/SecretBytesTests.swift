import Testing

@testable import Crypto

@Suite("memory for keys")
struct SecretBytesTests {
  private final class Held {
    var bytes: SecretBytes

    init(count: Int) { bytes = SecretBytes(count: count) }
  }

  @Test("is all zero, never used before or given back by a key", arguments: [1, 32, 64, 65])
  func zero(count: Int) {
    for _ in 1...2 {
      // more than there are cells
      let held = (0..<300).map { _ in Held(count: count) }
      #expect(held.allSatisfy { $0.bytes.isZero() })
      for one in held {
        one.bytes.withMutableBytes { target in
          for index in target.indices { target[index] = 0xa5 }
        }
      }
    }
  }
}
