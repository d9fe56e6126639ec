/// What the anchors of a text name, taken again for each alias within a limit: ten lines of aliases
/// of aliases can stand for a billion nodes.
final class Anchors {
  private struct Named {
    let node: Node
    /// Nodes in it, itself included.
    let size: Int
    /// How deep lists and mappings are nested in it.
    let depth: Int
  }

  private let limit: Int
  private var named: [String: Named] = [:]
  private var count = 0

  /// - Parameter limit: how many nodes a text may stand for.
  init(limit: Int) { self.limit = limit }

  /// Counts nodes that the text stands for.
  func count(_ nodes: Int, at mark: Mark) throws(YAMLError) {
    count += nodes
    if count > limit { throw YAMLError("stands for more than \(limit) nodes", at: mark) }
  }

  /// Keeps what an anchor names, until it is used again for something else.
  func keep(_ node: Node, as name: String) {
    let (size, depth) = Anchors.measure(node)
    named[name] = Named(node: node, size: size, depth: depth)
  }

  /// What an alias stands for; its parts keep the places where they were written.
  ///
  /// - Parameter room: how deep it may be nested.
  func node(_ name: String, at mark: Mark, room: Int) throws(YAMLError) -> Node {
    guard let named = named[name] else {
      throw YAMLError("no anchor of that name above this alias", at: mark)
    }
    guard named.depth <= room else { throw YAMLError("nested too deep", at: mark) }
    // the alias itself was counted
    try count(named.size - 1, at: mark)
    return named.node
  }

  /// The entries of a mapping, those of merge keys (`<<`) behind its own ones and only where they
  /// are not among them.
  func merge(_ entries: [Node.Entry]) throws(YAMLError) -> [Node.Entry] {
    guard entries.contains(where: { $0.key.value == "<<" }) else { return entries }
    var result = entries.filter { $0.key.value != "<<" }
    var keys = Set(result.map(\.key.value))
    for entry in entries where entry.key.value == "<<" {
      for source in try Anchors.sources(entry.value) {
        for added in source where keys.insert(added.key.value).inserted { result.append(added) }
      }
    }
    return result
  }

  private static func sources(_ node: Node) throws(YAMLError) -> [[Node.Entry]] {
    switch node.value {
    case .mapping(let entries): return [entries]
    case .sequence(let items):
      var result: [[Node.Entry]] = []
      for item in items { result += try sources(item) }
      return result
    case .scalar: throw YAMLError("<< takes a mapping", at: node.mark)
    }
  }

  private static func measure(_ node: Node) -> (size: Int, depth: Int) {
    switch node.value {
    case .scalar: return (1, 1)
    case .sequence(let items): return around(items.map(measure))
    case .mapping(let entries): return around(entries.map { measure($0.value) }, entries.count)
    }
  }

  private static func around(
    _ inner: [(size: Int, depth: Int)], _ keys: Int = 0
  ) -> (size: Int, depth: Int) {
    (inner.reduce(1 + keys) { $0 + $1.size }, (inner.map(\.depth).max() ?? 0) + 1)
  }
}
