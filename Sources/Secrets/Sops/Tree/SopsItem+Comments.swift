extension [SopsItem] {
  /// Whether there are comments at any depth.
  var hasComments: Bool { contains { $0.isComment || $0.node.inner.hasComments } }

  /// The same without comments.
  var withoutComments: [SopsItem] {
    filter { !$0.isComment }.map { $0.mapInner(\.withoutComments) }
  }

  /// The same, with every comment above what it stands behind.
  var withCommentsAbove: [SopsItem] {
    map { item in
      var item = item.mapInner(\.withCommentsAbove)
      if item.isComment { item.label = .comment(isInline: false) }
      return item
    }
  }

  /// The same, with decrypted comments above what they stand behind: sops forgets their place when it
  /// decrypts them.
  ///
  /// - Parameter encrypted: the items as they are in the file; others are left as they are.
  func printed(from encrypted: [SopsItem]) -> [SopsItem] {
    guard count == encrypted.count else { return self }
    return zip(self, encrypted).map { item, encrypted in
      guard item.isComment else { return item.mapInner { $0.printed(from: encrypted.node.inner) } }
      var item = item
      if item.node != encrypted.node { item.label = .comment(isInline: false) }
      return item
    }
  }

  /// Whether keys, order and values are the same, whatever the comments. A number without a fraction
  /// is the same with one.
  func hasSameValues(as other: [SopsItem]) -> Bool {
    let (left, right) = (filter { !$0.isComment }, other.filter { !$0.isComment })
    return left.count == right.count
      && zip(left, right).allSatisfy { $0.label == $1.label && $0.node.hasSameValues(as: $1.node) }
  }
}

extension SopsItem {
  fileprivate func mapInner(_ change: ([SopsItem]) -> [SopsItem]) -> SopsItem {
    var item = self
    switch node {
    case .null, .leaf: break
    case .branch(let inner): item.node = .branch(change(inner))
    case .list(let inner): item.node = .list(change(inner))
    }
    return item
  }
}

extension SopsNode {
  fileprivate var inner: [SopsItem] {
    switch self {
    case .null, .leaf: []
    case .branch(let items), .list(let items): items
    }
  }

  fileprivate func hasSameValues(as other: SopsNode) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.leaf(let left), .leaf(let right)): left.authenticated == right.authenticated
    case (.branch(let left), .branch(let right)), (.list(let left), .list(let right)):
      left.hasSameValues(as: right)
    default: false
    }
  }
}
