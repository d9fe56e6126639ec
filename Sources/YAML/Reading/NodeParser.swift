/// Builds nodes from events.
struct NodeParser: ~Copyable {
  private let events: EventReader
  private let depthLimit: Int
  private let takingBinary: Bool
  /// What anchors name; nil where they are refused.
  private let anchors: Anchors?

  init(_ bytes: [UInt8], depthLimit: Int, takingBinary: Bool, anchors: Anchors?) {
    events = EventReader(bytes)
    self.depthLimit = depthLimit
    self.takingBinary = takingBinary
    self.anchors = anchors
  }

  /// The only document, nil where there is none.
  func document() throws(YAMLError) -> Node? {
    while true {
      let event = try events.next()
      switch event.content {
      case .streamStart, .documentStart: continue
      case .streamEnd: return nil
      default:
        let root = try node(event, depth: 0)
        _ = try events.next()
        let after = try events.next()
        guard case .streamEnd = after.content else {
          throw YAMLError("a second document: only one is read", at: after.mark)
        }
        return root
      }
    }
  }

  private func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
    try refuse(event)
    try anchors?.count(1, at: event.mark)
    guard depth < depthLimit else { throw YAMLError("nested too deep", at: event.mark) }
    let node = try content(event, depth: depth)
    if let name = event.anchor { anchors?.keep(node, as: name) }
    return node
  }

  private func refuse(_ event: Event) throws(YAMLError) {
    if event.anchor != nil, anchors == nil {
      throw YAMLError("anchors (&name) are not supported here", at: event.mark)
    }
    if event.tag != nil, !isBinary(event) {
      throw YAMLError("tags (!name) are not supported here", at: event.mark)
    }
  }

  private func isBinary(_ event: Event) -> Bool {
    guard takingBinary, case .scalar = event.content else { return false }
    return event.tag == "tag:yaml.org,2002:binary"
  }

  private func content(_ event: Event, depth: Int) throws(YAMLError) -> Node {
    switch event.content {
    case .scalar(let text, let plain):
      return Node(.scalar(text, plain: plain && !isBinary(event)), at: event.mark)
    case .sequenceStart:
      return Node(.sequence(try items(depth: depth)), at: event.mark)
    case .mappingStart:
      let entries = try entries(depth: depth)
      return Node(.mapping(try anchors?.merge(entries) ?? entries), at: event.mark)
    case .alias(let name):
      guard let anchors else {
        throw YAMLError("aliases (*name) are not supported here", at: event.mark)
      }
      return try anchors.node(name, at: event.mark, room: depthLimit - depth)
    default:
      throw YAMLError("unexpected end", at: event.mark)
    }
  }

  private func items(depth: Int) throws(YAMLError) -> [Node] {
    var items: [Node] = []
    while let item = try element(depth: depth) { items.append(item) }
    return items
  }

  private func entries(depth: Int) throws(YAMLError) -> [Node.Entry] {
    var entries: [Node.Entry] = []
    while let key = try element(depth: depth) {
      guard case .scalar(let word, _) = key.value else {
        throw YAMLError("a key must be a word, not \(key.kind.words)", at: key.mark)
      }
      guard let value = try element(depth: depth) else { break }
      entries.append(Node.Entry(key: Text(word, at: key.mark), value: value))
    }
    return entries
  }

  /// The next node of a list or mapping, nil at its end.
  private func element(depth: Int) throws(YAMLError) -> Node? {
    let event = try events.next()
    if case .end = event.content { return nil }
    return try node(event, depth: depth + 1)
  }
}
