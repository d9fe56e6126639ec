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
  var keyLine: [UInt8] = []

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
  mutating func announce(_ node: CommentedNode, tail: [UInt8]) {
    let comments = node.comments
    if !comments.head.isEmpty { waiting.head = comments.head }
    if !tail.isEmpty { self.tail = tail }
    switch node.content {
    case .scalar, .alias: announceEnd(comments)
    case .sequence, .mapping: break
    }
  }

  mutating func announceEnd(_ comments: Comments) {
    if !comments.line.isEmpty { waiting.line = comments.line }
    if !comments.foot.isEmpty { waiting.foot = comments.foot }
  }

  /// Writes a node whose comments wait, and what stands behind it on its line.
  mutating func node(_ node: CommentedNode, _ context: Context) {
    let isInList = if case .item = context { true } else { false }
    switch node.content {
    case .scalar(let scalar):
      self.scalar(scalar, tag: node.tag, context)
      writeLineAndFoot()
    case .alias(let anchor):
      alias(anchor)
      writeLineAndFoot()
    case .sequence(let items):
      writeTag(node.tag)
      writeLineAndFoot()
      sequence(items, node.comments, isInList)
    case .mapping(let entries):
      writeTag(node.tag)
      writeLineAndFoot()
      mapping(entries, node.comments, isInList)
    }
  }

  private mutating func alias(_ anchor: Anchor) {
    indicator("*", needsSpace: true)
    write(anchor.name)
    isAfterWhitespace = false
    isIndenting = false
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
}
