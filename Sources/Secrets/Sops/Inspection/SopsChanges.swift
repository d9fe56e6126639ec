/// How two versions of a file differ, as far as it shows without a key.
public struct SopsChanges: Equatable, Sendable {
  /// Keys, with dots between those that lead to a value; each once, in file order.
  public var added: [String] = []
  /// Those whose ciphertext, or value in the clear, is another one.
  public var changed: [String] = []
  public var removed: [String] = []
  public var recipientsAdded: [String] = []
  public var recipientsRemoved: [String] = []
  /// Whether there is a new data key: no value looks as it did, whether or not it means the same.
  public var isAnew = false

  /// Nothing.
  public init() {}
}

extension SopsFile {
  /// What is different since an older version.
  ///
  /// - Parameter old: nil where there was no file, or none that could be read.
  public func changes(since old: SopsFile?) -> SopsChanges {
    let after = KeyedLeaves(self)
    var result = SopsChanges()
    guard let old else {
      (result.added, result.recipientsAdded) = (after.names, recipients.flatMap { $0 })
      return result
    }
    let before = KeyedLeaves(old)
    result.added = after.names.filter { before.texts[$0] == nil }
    result.removed = before.names.filter { after.texts[$0] == nil }
    let kept = after.names.filter { before.texts[$0] != nil }
    result.isAnew = isAnew(since: old, kept, before, after)
    result.changed = kept.filter { name in
      before.texts[name] != after.texts[name]
        && !(result.isAnew && before.encrypted.contains(name) && after.encrypted.contains(name))
    }
    let (had, has) = (old.recipients.flatMap { $0 }, recipients.flatMap { $0 })
    result.recipientsAdded = has.filter { !had.contains($0) }
    result.recipientsRemoved = had.filter { !has.contains($0) }
    return result
  }

  /// Whether the data key is another one. A new key changes every ciphertext and is given to every
  /// recipient anew; the latter alone happens too when recipients are added.
  private func isAnew(
    since old: SopsFile, _ kept: [String], _ before: KeyedLeaves, _ after: KeyedLeaves
  ) -> Bool {
    let sealed = kept.filter { before.encrypted.contains($0) && after.encrypted.contains($0) }
    guard !sealed.isEmpty, sealed.allSatisfy({ before.texts[$0] != after.texts[$0] }) else {
      return false
    }
    let wraps = old.wraps
    return self.wraps.allSatisfy { recipient, file in wraps[recipient] != file }
  }
}

/// The values of a file by key: several stand under one where a list does.
private struct KeyedLeaves {
  var names: [String] = []
  var texts: [String: [[UInt8]]] = [:]
  /// Names with a value that is encrypted and not empty.
  var encrypted: Set<String> = []

  init(_ file: SopsFile) {
    for leaf in file.leaves where !leaf.isComment {
      if texts[leaf.name] == nil { names.append(leaf.name) }
      texts[leaf.name, default: []].append(leaf.text)
      if leaf.isEncrypted && !leaf.text.isEmpty { encrypted.insert(leaf.name) }
    }
  }
}
