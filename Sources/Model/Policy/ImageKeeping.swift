/// Which images of old a stack leaves behind once a newer version of it is verified: only what its
/// own record names, and nothing else needs.
public struct ImageKeeping: Equatable, Sendable {
  /// One image to remove, without force: the Engine then keeps what is needed after all.
  public struct Removal: Equatable, Sendable {
    public var id: String
    /// What to ask the Engine to remove, one after the other: the names that the stack brought, or
    /// the id where it has no name left.
    public var references: [String]

    public init(_ id: String, _ references: [String]) {
      self.id = id
      self.references = references
    }
  }

  /// By id.
  public let removals: [Removal]
  /// ``StackRecord/images`` once these are removed: what is still needed, and what is in use.
  public let remaining: [String: [String]]

  /// - Parameters:
  ///   - recorded: ``StackRecord/images``.
  ///   - current: the ids that the stack's services use now, and those of its verified version.
  ///   - used: the ids that any container on the Engine uses.
  ///   - others: the ids that other stacks' records name.
  ///   - present: what the Engine has: the names of each image, by id.
  public init(
    recorded: [String: [String]], current: Set<String>, used: Set<String>, others: Set<String>,
    present: [String: [String]]
  ) {
    let needed = current.union(used).union(others)
    var removals: [Removal] = []
    var remaining: [String: [String]] = [:]
    for (id, names) in recorded.sorted(by: { $0.key < $1.key }) {
      if needed.contains(id) {
        remaining[id] = names
      } else if let found = present[id] {
        let references = ImageKeeping.references(id, found, brought: names)
        if !references.isEmpty { removals.append(Removal(id, references)) }
      }
    }
    (self.removals, self.remaining) = (removals, remaining)
  }

  /// A name that somebody else gave the image stays, and the image with it. A tag takes its digests
  /// along.
  private static func references(
    _ id: String, _ found: [String], brought: [String]
  ) -> [String] {
    let brought = brought.map { ImageVersion($0) }
    // "<none>:<none>" is how some Engines say that there is none
    let found = found.filter { !$0.hasPrefix("<none>") }
    let own = found.filter { name in
      let name = ImageVersion(name)
      return brought.contains { $0.names(name) }
    }
    if found.isEmpty { return [id] }
    let tags = own.filter { !ImageVersion($0).isPinned }
    return tags.isEmpty ? own : tags
  }
}

extension ImageVersion {
  /// Whether what came under this name has that one on the Engine: a digest belongs to whatever
  /// came from its repository.
  fileprivate func names(_ other: ImageVersion) -> Bool {
    guard repository == other.repository else { return false }
    if let digest = other.digest { return self.digest == nil || self.digest == digest }
    return self.digest == nil && (tag ?? "latest") == (other.tag ?? "latest")
  }
}
