/// What can be seen of a file without its key.
extension SopsFile {
  /// A value or a comment that its rule wants encrypted, and that is not.
  public struct Bare: Equatable, Sendable {
    /// The keys that lead to it, with dots between them.
    public let name: String
    /// From 1, where it is known.
    public let line: Int?
    /// Nothing authenticates comments, so that a file opens with one in the clear.
    public let isComment: Bool
  }

  /// What should be encrypted and is not. Empty values are fine: sops leaves them as they are.
  public var bare: [Bare] {
    leaves.compactMap { leaf in
      guard leaf.isEncrypted, !leaf.text.isEmpty, SopsCipher(leaf.text) == nil else { return nil }
      return Bare(
        name: leaf.name, line: leaf.line == 0 ? nil : leaf.line, isComment: leaf.isComment)
    }
  }

  /// Whether it has values and hides none of them: its rule wants nothing encrypted that is in it.
  public var hidesNothing: Bool {
    let values = leaves.filter { !$0.isComment && !$0.text.isEmpty }
    return !values.isEmpty && values.allSatisfy { !$0.isEncrypted }
  }

  /// Whether its rule leaves the value of a key in the clear.
  ///
  /// - Parameter name: the keys that lead to it, with dots between them.
  public func leavesOpen(_ name: String) -> Bool {
    leaves.contains { $0.name == name && !$0.isEncrypted && !$0.isComment }
  }

  /// A value or comment as it stands in the file.
  struct Leaf {
    let name: String
    let text: [UInt8]
    let isEncrypted: Bool
    let isComment: Bool
    let line: Int
  }

  /// In file order.
  var leaves: [Leaf] {
    var (tree, result) = (self.tree, [Leaf]())
    try? SopsWalk.each(&tree, rule) { (value, place) throws(SecretsError) in
      let isText = if case .string = value { true } else { false }
      result.append(
        Leaf(
          name: place.dotted, text: isText || !place.isEncrypted ? value.text : [0],
          isEncrypted: place.isEncrypted, isComment: place.isComment, line: place.line))
    }
    return result
  }

  /// The age files that hold the data key, by recipient.
  var wraps: [String: [UInt8]] {
    Dictionary(
      metadata.groups.flatMap(\.age).map { ($0.recipient, $0.file) }, uniquingKeysWith: { $1 })
  }
}

extension SopsWalk.Place {
  /// The keys with dots between them.
  fileprivate var dotted: String {
    let keys = ByteText.split(Array(additional.dropLast()), at: UInt8(ascii: ":"))
    return keys.map { ByteText.printable(Array(additional[$0])) }.joined(separator: ".")
  }
}
