/// Writes nodes as go-yaml (version 3) does with an indentation of 4 and lines of any length: block
/// style, comments where its own emitter puts them.
///
/// Comments wait in one place each until their turn comes, and a later one replaces one that still
/// waits: so does go-yaml, and files must come out alike.
struct Emitter {
  static let indentation = 4

  var text: [UInt8] = []
  /// Of the block that is being written; -1 outside.
  var indent = -1
  var column = 0
  /// Whether white space was written last.
  var isAfterWhitespace = true
  /// Whether the line holds only indentation so far.
  var isIndenting = true
  /// The indentation of a foot comment just written: an empty line keeps it apart from what follows.
  var footIndent = -1
  var waiting = Comments()
  /// Below the entry before: written once its whole value is.
  var tail: [UInt8] = []
  /// Behind a key whose value starts on the next line.
  private var keyLine: [UInt8] = []

  mutating func document(_ document: CommentedDocument, isFirst: Bool) {
    if !document.head.isEmpty { waiting.head = document.head }
    if !isFirst {
      writeIndent()
      indicator("---", needsSpace: true)
      writeIndent()
    }
    if !waiting.head.isEmpty {
      writeHead()
      breakLine()
    }
    announce(document.root, tail: [])
    writeHead()
    node(document.root, .root)
    if !document.foot.isEmpty { waiting.foot = document.foot }
    footIndent = 0
    writeFoot()
    footIndent = -1
    writeIndent()
  }

  enum Context {
    case root, item, value
    case key(isSimple: Bool)
  }

  /// Puts a node's comments where they wait. Those of a list or mapping that come at its end are
  /// put there then.
  private mutating func announce(_ node: CommentedNode, tail: [UInt8]) {
    let comments = node.comments
    if !comments.head.isEmpty { waiting.head = comments.head }
    if !tail.isEmpty { self.tail = tail }
    switch node.content {
    case .scalar, .alias: announceEnd(comments)
    case .sequence, .mapping: break
    }
  }

  private mutating func announceEnd(_ comments: Comments) {
    if !comments.line.isEmpty { waiting.line = comments.line }
    if !comments.foot.isEmpty { waiting.foot = comments.foot }
  }

  /// Writes a node whose comments wait, and what stands behind it on its line.
  private mutating func node(_ node: CommentedNode, _ context: Context) {
    let isInList = if case .item = context { true } else { false }
    switch node.content {
    case .scalar(let scalar):
      self.scalar(scalar, tag: node.tag, context)
      writeLine()
      writeFoot()
    case .alias(let anchor):
      indicator("*", needsSpace: true)
      write(anchor.name)
      isAfterWhitespace = false
      isIndenting = false
      writeLine()
      writeFoot()
    case .sequence(let items):
      writeTag(node.tag)
      writeLine()
      writeFoot()
      sequence(items, node.comments, isInList)
    case .mapping(let entries):
      writeTag(node.tag)
      writeLine()
      writeFoot()
      mapping(entries, node.comments, isInList)
    }
  }

  private mutating func sequence(
    _ items: [CommentedNode], _ comments: Comments, _ isInList: Bool
  ) {
    guard !items.isEmpty else {
      indicator("[", needsSpace: true, isSpace: true)
      announceEnd(comments)
      if column == 0 { writeIndent() }
      indicator("]")
      writeLine()
      writeFoot()
      return
    }
    let outer = indent
    increaseIndent(isInList: isInList)
    for item in items {
      announce(item, tail: [])
      writeHead()
      writeIndent()
      indicator("-", needsSpace: true, isIndentation: true)
      node(item, .item)
    }
    announceEnd(comments)
    indent = outer
  }

  private mutating func mapping(
    _ entries: [CommentedNode.Entry], _ comments: Comments, _ isInList: Bool
  ) {
    let outer = indent
    guard !entries.isEmpty else {
      indicator("{", needsSpace: true, isSpace: true)
      increaseIndent(isInList: isInList, isFlow: true)
      announceEnd(comments)
      writeHead()
      indent = outer
      indicator("}")
      writeLine()
      writeFoot()
      return
    }
    increaseIndent(isInList: isInList)
    var tail: [UInt8] = []
    for var entry in entries {
      let foot = entry.key.comments.foot
      entry.key.comments.foot = []
      self.entry(entry, tail: tail)
      tail = foot
    }
    if !tail.isEmpty { self.tail = tail }
    announceEnd(comments)
    writeHead()
    indent = outer
  }

  private mutating func entry(_ entry: CommentedNode.Entry, tail: [UInt8]) {
    announce(entry.key, tail: tail)
    writeHead()
    writeIndent()
    if !waiting.line.isEmpty {
      keyLine = waiting.line
      waiting.line = []
    }
    let isSimple = Emitter.isSimpleKey(entry.key)
    if !isSimple { indicator("?", needsSpace: true, isIndentation: true) }
    keyNode(entry.key, isSimple: isSimple)
    announce(entry.value, tail: [])
    if isSimple {
      indicator(":")
    } else {
      writeIndent()
      indicator(":", needsSpace: true, isIndentation: true)
    }
    placeKeyLine(entry.value)
    node(entry.value, .value)
  }

  /// Comments behind a key wait for the value.
  private mutating func keyNode(_ key: CommentedNode, isSimple: Bool) {
    let held = waiting
    waiting = Comments()
    node(key, .key(isSimple: isSimple))
    waiting = held
  }

  private mutating func placeKeyLine(_ value: CommentedNode) {
    guard !keyLine.isEmpty else { return }
    switch value.content {
    case .scalar, .alias:
      guard waiting.line.isEmpty else { return }
      waiting.line = keyLine
    case .sequence, .mapping:
      let held = waiting.line
      waiting.line = keyLine
      writeLine()
      waiting.line = held
    }
    keyLine = []
  }

  mutating func increaseIndent(isInList: Bool, isFlow: Bool = false) {
    if indent < 0 {
      indent = isFlow ? Emitter.indentation : 0
    } else if isInList {
      // past "- "
      indent += 2
    } else {
      indent = (indent / Emitter.indentation + 1) * Emitter.indentation
    }
  }

  /// Whether a key can stand before its colon on one line.
  private static func isSimpleKey(_ key: CommentedNode) -> Bool {
    let tag = key.tag?.count ?? 0
    switch key.content {
    case .scalar(let scalar):
      return !ScalarTraits(scalar.text).isMultiline && scalar.text.count + tag <= 128
    case .sequence(let items): return items.isEmpty && tag <= 128
    case .mapping(let entries): return entries.isEmpty && tag <= 128
    case .alias(let anchor): return anchor.name.count <= 128
    }
  }
}

extension CommentedDocument {
  /// The text of documents, as go-yaml (version 3) writes them with an indentation of 4.
  public static func text(of documents: [CommentedDocument]) -> [UInt8] {
    var emitter = Emitter()
    for (index, document) in documents.enumerated() {
      emitter.document(document, isFirst: index == 0)
    }
    return emitter.text
  }
}
