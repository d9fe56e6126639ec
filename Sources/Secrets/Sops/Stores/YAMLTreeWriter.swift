internal import YAML

extension CommentedNode {
  /// A mapping of entries and comments, each comment where sops puts it: above the entry that
  /// follows, behind its value where it is inline, and below the last entry.
  init(_ items: [SopsItem]) {
    var entries: [Entry] = []
    var gathered = GatheredComments()
    var head: [UInt8] = []
    for item in items {
      guard let name = item.key else {
        gathered.add(item)
        continue
      }
      if entries.isEmpty { head = gathered.takeHead() }
      var key = CommentedNode(string: name)
      key.comments.head = gathered.takeHead()
      var value = CommentedNode(item.node)
      gathered.addLine(to: &value)
      entries.append(Entry(key: key, value: value))
    }
    let rest = gathered.takeAll()
    if entries.isEmpty {
      head = rest
    } else {
      entries[entries.count - 1].key.comments.foot = rest
    }
    self.init(.mapping(entries), comments: Comments(head: head))
  }

  private init(list items: [SopsItem]) {
    var elements: [CommentedNode] = []
    var gathered = GatheredComments()
    var head: [UInt8] = []
    for item in items {
      guard !item.isComment else {
        gathered.add(item)
        continue
      }
      if elements.isEmpty { head = gathered.takeHead() }
      var element = CommentedNode(item.node)
      let above = gathered.takeHead()
      if !above.isEmpty {
        let own = element.comments.head
        element.comments.head = own.isEmpty ? above : above + [0x0A] + own
      }
      gathered.addLine(to: &element)
      elements.append(element)
    }
    let rest = gathered.takeAll()
    if elements.isEmpty {
      head = rest
    } else if !rest.isEmpty {
      elements[elements.count - 1].comments.foot = rest
    }
    self.init(.sequence(elements), comments: Comments(head: head))
  }

  private init(_ node: SopsNode) {
    switch node {
    case .null: self = .null
    case .branch(let items): self.init(items)
    case .list(let items): self.init(list: items)
    case .leaf(.string(let text)): self.init(string: text)
    case .leaf(.integer(let number)): self.init(integer: number)
    case .leaf(.boolean(let value)): self.init(boolean: value)
    case .leaf(.float(let number)): self.init(float: number)
    case .leaf(.time(let time)): self.init(plain: time.nanoseconds)
    }
  }
}

/// Comments on their way to what they belong to.
private struct GatheredComments {
  private var head: [[UInt8]] = []
  private var line: [[UInt8]] = []

  mutating func add(_ item: SopsItem) {
    guard case .comment(let isInline) = item.label, case .leaf(let value) = item.node else {
      return
    }
    if isInline { line.append(value.text) } else { head.append(value.text) }
  }

  mutating func takeHead() -> [UInt8] {
    defer { head = [] }
    return YAMLComment.text(head)
  }

  mutating func addLine(to node: inout CommentedNode) {
    guard !line.isEmpty else { return }
    node.comments.line = YAMLComment.text(line)
    line = []
  }

  mutating func takeAll() -> [UInt8] {
    defer { (head, line) = ([], []) }
    return YAMLComment.text(head + line)
  }
}
