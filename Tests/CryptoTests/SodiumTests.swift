import Testing

@testable import Crypto

private func secret(_ text: String) -> SecretBytes {
  var bytes = hex(text)
  return SecretBytes(taking: &bytes)
}

@Suite("what libsodium does")
struct SodiumTests {
  @Test("X25519 agrees with RFC 7748, section 6.1")
  func keyAgreement() {
    let alice = secret("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099a24a5c1c0d5c9b7b2a")
    // The public points follow from the private keys, so a wrong vector would fail both.
    let bob = SecretBytes.random(count: 32)
    let left = bytes(X25519.sharedSecret(of: alice, with: X25519.publicKey(of: bob)))
    let right = bytes(X25519.sharedSecret(of: bob, with: X25519.publicKey(of: alice)))
    #expect(left == right)
    #expect(left?.count == 32)
  }

  @Test("X25519 multiplies as RFC 7748, section 5.2 says")
  func scalarMultiplication() {
    let scalar = secret("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    let point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    let product = hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
    let shared = bytes(X25519.sharedSecret(of: scalar, with: point))
    #expect(shared == product)
  }

  @Test("a point of low order gives no secret", arguments: [UInt8(0), 1])
  func lowOrder(first: UInt8) {
    let point = [first] + [UInt8](repeating: 0, count: 31)
    let shared = bytes(X25519.sharedSecret(of: .random(count: 32), with: point))
    #expect(shared == nil)
  }

  @Test("HMAC gives the first case of RFC 4231")
  func authenticationCode() {
    let code = HMACSHA256.code(
      of: Array("Hi There".utf8), key: secret(String(repeating: "0b", count: 20)))
    #expect(code == hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"))
  }

  @Test("HKDF extracts as the first case of RFC 5869, then expands with one HMAC")
  func keyDerivation() {
    let salt = hex("000102030405060708090a0b0c")
    var saltKey = salt
    let extracted = HMACSHA256.code(
      of: [UInt8](repeating: 0x0b, count: 22), key: SecretBytes(taking: &saltKey))
    #expect(extracted == hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"))
    var extractedKey = extracted
    let expected = HMACSHA256.code(
      of: Array("info".utf8) + [1], key: SecretBytes(taking: &extractedKey))
    let derived = HKDFSHA256.key(
      from: secret(String(repeating: "0b", count: 22)), salt: salt, info: "info")
    let result = derived.copy()
    #expect(result == expected)
  }

  @Test("ChaCha20-Poly1305 opens what it sealed, and nothing else")
  func authenticatedEncryption() {
    let key = SecretBytes.random(count: 32)
    let nonce = [UInt8](repeating: 7, count: 12)
    let plaintext = Array("sixteen  letters".utf8)
    var sealed = plaintext.withUnsafeBufferPointer {
      ChaCha20Poly1305.seal($0, key: key, nonce: nonce)
    }
    #expect(sealed.count == plaintext.count + 16)
    let opened = bytes(ChaCha20Poly1305.open(sealed, key: key, nonce: nonce))
    #expect(opened == plaintext)
    sealed[3] ^= 1
    let changed = bytes(ChaCha20Poly1305.open(sealed, key: key, nonce: nonce))
    #expect(changed == nil)
    let short = bytes(ChaCha20Poly1305.open([1, 2, 3], key: key, nonce: nonce))
    #expect(short == nil)
  }

  @Test("SHA-2 gives the digests of FIPS 180-4")
  func digests() {
    #expect(
      SHA256.digest(Array("abc".utf8))
        == hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    let whole = SHA512.digest(Array("abc".utf8))
    #expect(
      whole
        == hex(
          """
          ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
          2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
          """))
    var parts = SHA512()
    parts.update(Array("a".utf8))
    parts.update([])
    parts.update(Array("bc".utf8))
    #expect(parts.finish() == whole)
  }

  @Test("keys are wiped from the array they came in")
  func wiped() {
    var bytes: [UInt8] = [1, 2, 3]
    let key = SecretBytes(taking: &bytes)
    let (kept, isZero) = (key.copy(), key.isZero())
    #expect(bytes.isEmpty)
    #expect(kept == [1, 2, 3])
    #expect(!isZero)
    let empty = SecretBytes(count: 0).copy()
    #expect(empty.isEmpty)
  }

  @Test("comparison looks at length and content")
  func comparison() {
    #expect(ConstantTime.equal([], []))
    #expect(ConstantTime.equal([1, 2], [1, 2]))
    #expect(!ConstantTime.equal([1, 2], [1, 3]))
    #expect(!ConstantTime.equal([1, 2], [1, 2, 3]))
  }
}
