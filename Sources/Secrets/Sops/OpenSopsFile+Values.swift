/// New files and single values.
extension OpenSopsFile {
  /// A new file, on its terms.
  ///
  /// - Throws: `malformed` with the line: what does not parse, or is encrypted already.
  public convenience init(
    _ plaintext: [UInt8], as format: SopsFormat, _ terms: SopsTerms
  ) throws(SecretsError) {
    if format == .binary, format.isEncrypted(plaintext) {
      throw SecretsError(.malformed("the file is encrypted already"))
    }
    try self.init(plaintext, as: format, terms.metadata(for: format))
    try share(with: terms.groups, threshold: terms.threshold)
  }

  /// Gives a value to a path, and makes the mappings and lists on the way. A value that was a
  /// number, or true or false, stays one where the text is one; else it is text.
  ///
  /// - Throws: `malformed`, with the line, where something else stands in the way.
  public func set(_ path: SopsPath, to text: [UInt8]) throws(SecretsError) {
    try change { (tree) throws(SecretsError) in try SopsChange.set(path, to: text, in: &tree) }
  }

  /// Removes what stands at a path.
  ///
  /// - Returns: whether something stood there.
  public func unset(_ path: SopsPath) throws(SecretsError) -> Bool {
    var found = false
    try change { (tree) throws(SecretsError) in found = try SopsChange.unset(path, in: &tree) }
    return found
  }
}

extension SopsFile {
  /// Whom the file is encrypted to, one list for each key group.
  ///
  /// - Throws: `unsupported` where keys of other kinds are among them.
  public func ageGroups() throws(SecretsError) -> [[Recipient]] {
    var groups: [[Recipient]] = []
    for group in metadata.groups {
      if let kind = group.others.first {
        throw SecretsError(
          .unsupported("encrypted to \(kind) too, whose part only sops can write: use sops for it"))
      }
      var recipients: [Recipient] = []
      for key in group.age { recipients.append(try Recipient(key.recipient)) }
      groups.append(recipients)
    }
    return groups
  }

  /// The plaintext of a file without values.
  public static func empty(_ format: SopsFormat) -> [UInt8] {
    format == .json ? Array("{}\n".utf8) : []
  }
}
