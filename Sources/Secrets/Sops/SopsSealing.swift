internal import Crypto

/// Encrypts the values of a tree.
struct SopsSealing {
  private var vectors: SopsVectors

  /// - Parameter vectors: those of the file that is written anew: a value that stays as and where it
  ///   was gets the same ciphertext.
  init(_ vectors: SopsVectors) { self.vectors = vectors }

  private let work = PatternWork()

  /// Encrypts in place.
  ///
  /// - Returns: the code over all values, see ``SopsMAC``.
  mutating func seal(
    _ tree: inout SopsTree, _ metadata: SopsMetadata, _ key: borrowing SecretBytes
  ) throws(SecretsError) -> [UInt8] {
    var mac = SopsMAC(encryptedOnly: metadata.macOnlyEncrypted)
    try SopsWalk.each(&tree, metadata.rule) { (value, place) throws(SecretsError) in
      if !place.isComment { mac.update(value.authenticated, isEncrypted: place.isEncrypted) }
      guard place.isEncrypted else { return }
      let plaintext = value.authenticated
      let type = place.isComment ? "comment" : value.type
      let sealed = SopsCipher.seal(
        plaintext, type: type, key: key, additional: place.additional,
        vector: vectors.take(for: plaintext, type: type, at: place.additional))
      value = .string(sealed)
      try check(sealed, place, metadata.rule)
    }
    return mac.finish()
  }

  /// A rule of comments must not see something else in an encrypted one.
  private func check(
    _ sealed: [UInt8], _ place: SopsWalk.Place, _ rule: SopsRule
  ) throws(SecretsError) {
    guard place.isComment, rule.kind == .unencryptedComment,
      try rule.matches(sealed, work)
    else { return }
    throw SecretsError(
      .malformed("\(rule.name) also matches encrypted comments: make it stricter"),
      line: place.line == 0 ? nil : place.line)
  }
}

/// Initialisation vectors by what they were used for. One may be used again for the same plaintext
/// at the same place, which gives the same ciphertext and tells nothing new.
struct SopsVectors {
  private struct Use: Hashable {
    let additional: [UInt8]
    let type: String
    let plaintext: [UInt8]
  }

  private var known: [Use: [[UInt8]]] = [:]

  mutating func note(_ vector: [UInt8], for value: SopsValue, at additional: [UInt8]) {
    note(vector, value.authenticated, value.type, additional)
  }

  mutating func note(_ vector: [UInt8], forComment text: [UInt8], at additional: [UInt8]) {
    note(vector, text, "comment", additional)
  }

  private mutating func note(
    _ vector: [UInt8], _ plaintext: [UInt8], _ type: String, _ additional: [UInt8]
  ) {
    guard vector.count == SopsCipher.vectorSize else { return }
    known[Use(additional: additional, type: type, plaintext: plaintext), default: []].append(vector)
  }

  /// A known vector for that use, each once and in order; else a new one.
  mutating func take(for plaintext: [UInt8], type: String, at additional: [UInt8]) -> [UInt8] {
    let use = Use(additional: additional, type: type, plaintext: plaintext)
    guard var left = known[use], !left.isEmpty else {
      return Random.bytes(count: SopsCipher.vectorSize)
    }
    let vector = left.removeFirst()
    known[use] = left
    return vector
  }
}
