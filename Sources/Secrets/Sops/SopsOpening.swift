internal import Crypto

/// Decrypts the values of a tree.
struct SopsOpening {
  /// The initialisation vectors that were met, for writing what stays the same in the same way; nil
  /// where nothing will be written.
  private(set) var vectors: SopsVectors?

  /// The documents of a file in the clear.
  ///
  /// - Throws: also where a value was changed, removed or added.
  mutating func open(
    _ file: SopsFile, _ key: borrowing SecretBytes
  ) throws(SecretsError) -> SopsTree {
    var tree = file.tree
    try checkMAC(of: file)
    let computed = try open(&tree, file.metadata, key)
    let additional = Array(file.metadata.lastModified.utf8)
    guard let cipher = SopsCipher(file.metadata.mac), cipher.type == "str",
      let stored = cipher.open(key: key, additional: additional),
      ConstantTime.equal(stored, computed)
    else { throw SecretsError(.macMismatch) }
    vectors?.note(cipher.vector, for: .string(computed), at: additional)
    return tree
  }

  /// One that is not there was not changed: the file is cut off, or was put together wrongly.
  private func checkMAC(of file: SopsFile) throws(SecretsError) {
    guard !file.metadata.mac.starts(with: SopsCipher.opening) else { return }
    let what = file.metadata.mac.isEmpty ? "is missing" : "is no ENC[...] text"
    throw SecretsError(
      .malformed(
        "\(file.format.metadataPrefix)mac \(what): restore the file from an older commit, or "
          + "encrypt it again"), line: file.metadata.macLine)
  }

  /// Decrypts in place.
  ///
  /// - Returns: the code over all values, see ``SopsMAC``.
  private mutating func open(
    _ tree: inout SopsTree, _ metadata: SopsMetadata, _ key: borrowing SecretBytes
  ) throws(SecretsError) -> [UInt8] {
    var mac = SopsMAC(encryptedOnly: metadata.macOnlyEncrypted)
    try SopsWalk.each(&tree, metadata.rule) { (value, place) throws(SecretsError) in
      if place.isEncrypted {
        value = try place.isComment ? comment(value, place, key) : self.value(value, place, key)
      }
      if !place.isComment { mac.update(value.authenticated, isEncrypted: place.isEncrypted) }
    }
    return mac.finish()
  }

  private mutating func value(
    _ leaf: SopsValue, _ place: SopsWalk.Place, _ key: borrowing SecretBytes
  ) throws(SecretsError) -> SopsValue {
    let line = place.line == 0 ? nil : place.line
    guard case .string(let text) = leaf else {
      throw SecretsError(
        .malformed("the value of \(place.name) is not encrypted, and should be"), line: line)
    }
    guard !text.isEmpty else { return leaf }
    guard let cipher = SopsCipher(text) else {
      throw SecretsError(
        .malformed("the value of \(place.name) is no valid ENC[...] text"), line: line)
    }
    guard let bytes = cipher.open(key: key, additional: place.additional) else {
      throw SecretsError(.valueTampered(key: place.name), line: line)
    }
    if cipher.type == "comment" {
      throw SecretsError(
        .malformed(
          "the value of \(place.name) is labelled a comment: sops writes comments of lists so and "
            + "cannot read them again; remove it from the list"), line: line)
    }
    guard let value = SopsValue(bytes, type: cipher.type) else {
      let what = "the value of \(place.name) does not fit its type, or is of an unknown type"
      throw SecretsError(.malformed(what), line: line)
    }
    vectors?.note(cipher.vector, for: value, at: place.additional)
    return value
  }

  /// A comment that does not decrypt stays as it stands: nothing authenticates comments.
  private mutating func comment(
    _ leaf: SopsValue, _ place: SopsWalk.Place, _ key: borrowing SecretBytes
  ) throws(SecretsError) -> SopsValue {
    guard let cipher = SopsCipher(leaf.text),
      let bytes = cipher.open(key: key, additional: place.additional)
    else { return leaf }
    guard cipher.type == "comment" || cipher.type == "str" else {
      if SopsValue(bytes, type: cipher.type) == nil { return leaf }
      throw SecretsError(.malformed("a comment is labelled as another type"), line: place.line)
    }
    vectors?.note(cipher.vector, forComment: bytes, at: place.additional)
    return .string(bytes)
  }
}
