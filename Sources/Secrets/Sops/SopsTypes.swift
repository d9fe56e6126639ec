/// The types that values had before a person edited them: a text does not tell all of them, and what
/// nobody changed is to stay as it is encrypted.
struct SopsTypes {
  /// By the keys that lead there.
  private var known: [[UInt8]: [SopsValue]] = [:]
  private let rule: SopsRule

  init(of tree: SopsTree, _ rule: SopsRule) throws(SecretsError) {
    self.rule = rule
    var tree = tree
    var found: [[UInt8]: [SopsValue]] = [:]
    try SopsWalk.each(&tree, rule) { (value, place) throws(SecretsError) in
      if !place.isComment { found[place.additional, default: []].append(value) }
    }
    known = found
  }

  /// Gives values that say the same as one did there its type.
  ///
  /// - Parameter isFlat: whether the format knows texts alone.
  func restore(in tree: inout SopsTree, isFlat: Bool) throws(SecretsError) {
    var known = known
    try SopsWalk.each(&tree, rule) { (value, place) throws(SecretsError) in
      guard !place.isComment, let old = known[place.additional],
        let index = old.firstIndex(where: { $0.says(sameAs: value, isFlat: isFlat) })
      else { return }
      value = old[index]
      known[place.additional]?.remove(at: index)
    }
  }
}

extension SopsValue {
  fileprivate func says(sameAs other: SopsValue, isFlat: Bool) -> Bool {
    if self == other { return true }
    if isFlat { return text == other.text }
    switch (self, other) {
    case (.float(let left), .integer(let right)): return left == Double(right)
    case (.integer(let left), .float(let right)): return Double(left) == right
    default: return false
    }
  }
}
