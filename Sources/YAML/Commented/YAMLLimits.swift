/// How much a YAML text may hold.
public struct YAMLLimits: Equatable, Sendable {
  /// In bytes.
  public var size: Int
  /// How deep lists and mappings may be nested.
  public var depth: Int
  /// How many nodes there may be; those that an alias repeats count each time.
  public var nodes: Int

  public init(size: Int = 16 << 20, depth: Int = 100, nodes: Int = 250_000) {
    self.size = size
    self.depth = depth
    self.nodes = nodes
  }
}
