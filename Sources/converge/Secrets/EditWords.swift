internal import Secrets

/// What an edit did, by the names of keys.
struct EditWords {
  let changes: SopsChanges
  /// Whether the file has a single value, without a name.
  let isWhole: Bool
  let isNew: Bool

  var text: String {
    if isWhole { return isNew ? "new file" : "changed" }
    let parts = [
      ("changed", changes.changed), ("added", changes.added), ("removed", changes.removed),
    ].filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
    let told = parts.joined(separator: "; ")
    if isNew { return parts.isEmpty ? "new file" : "new file, \(told)" }
    return parts.isEmpty ? "changed comments or the order of keys" : told
  }
}
