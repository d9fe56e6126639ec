/// Finds the comments between tokens, and the token each belongs to.
///
/// go-yaml (version 3), which sops uses, decides while it scans: by the indentation that is open,
/// by empty lines, and by what stands before. A comment of the same text must end at the same node
/// here, because sops encrypts comments and puts them back.
struct CommentScanner {
  /// A block of comment lines.
  struct Comment {
    enum Kind { case head, line, foot }

    let kind: Kind
    let text: [UInt8]
    /// The first token that starts here or later takes it.
    let token: Int
    let start: TextCursor.Place
    /// What was scanned when it was found.
    var scanned = 0..<0
  }

  private var cursor: TextCursor
  private(set) var tokens: [Token]
  private(set) var comments: [Comment] = []
  /// Columns of the open blocks.
  private var indents: [Int] = []
  private var flowLevel = 0
  /// The token that was read last.
  private var last = 0

  /// - Parameter tokens: all of the text's.
  init(_ bytes: [UInt8], tokens: [Token]) {
    cursor = TextCursor(bytes)
    self.tokens = tokens
    scan()
  }

  private mutating func scan() {
    var first = 1
    for index in tokens.indices.dropFirst() where tokens[index].hasText {
      let before = cursor.place
      scanGap(from: before)
      close(first..<index, from: before)
      for inferred in first..<index { take(inferred) }
      takeText(index)
      first = index + 1
      last = index
    }
  }

  /// Everything up to the next token.
  private mutating func scanGap(from before: TextCursor.Place) {
    while true {
      while cursor.isBlank() { cursor.step() }
      if cursor.byte() == UInt8(ascii: "#") { scanComments(from: before) }
      guard cursor.isBreak() else { return }
      cursor.step()
    }
  }

  /// A block ends before the comments that are indented like it or less: they belong to what
  /// follows.
  private mutating func close(_ range: Range<Int>, from before: TextCursor.Place) {
    var end = before.index - 1
    var isAtEnd = false
    for index in range where tokens[index].kind == .blockEnd {
      let indent = indents.popLast() ?? 0
      // a document's end closes what is open only when it is reached
      if indent <= cursor.place.column, !isAtEnd {
        end = cursor.place.index - 1
        isAtEnd = true
      }
      var stop = end
      for comment in comments.reversed() {
        guard comment.scanned.upperBound >= stop, comment.kind != .line else { break }
        if comment.start.column == indent + 1 { end = comment.start.index }
        stop = comment.scanned.lowerBound
      }
      tokens[index].start = end
    }
  }

  private mutating func take(_ index: Int) {
    switch tokens[index].kind {
    case .blockEnd: return
    case .blockSequenceStart, .blockMappingStart: indents.append(tokens[index].mark.column - 1)
    default: break
    }
    tokens[index].start = cursor.place.index
  }

  private mutating func takeText(_ index: Int) {
    let start = cursor.place.index
    tokens[index].start = start
    var owner = start
    let sign = UInt8(ascii: flowLevel == 0 ? ":" : ",")
    if cursor.byte() == sign { owner = tokens[index - 1].start }
    switch tokens[index].kind {
    case .flowSequenceStart, .flowMappingStart: flowLevel += 1
    case .flowSequenceEnd, .flowMappingEnd: flowLevel = max(0, flowLevel - 1)
    case .scalar(let scalar) where scalar.style == .literal || scalar.style == .folded:
      scanBlockHeader()
    default: break
    }
    cursor.step(toCharacter: tokens[index].characters.upperBound)
    switch tokens[index].kind {
    case .scalar(let scalar) where scalar.style != .singleQuoted && scalar.style != .doubleQuoted:
      cursor.skipWhitespace()
    case .blockEntry, .documentStart, .documentEnd, .streamEnd, .versionDirective, .tagDirective:
      return
    default: break
    }
    scanLineComment(of: owner)
  }

  /// `|` or `>`, its indicators, and a comment.
  private mutating func scanBlockHeader() {
    let start = cursor.place.index
    while !cursor.isEnd(), cursor.byte() != UInt8(ascii: "#") { cursor.step() }
    if cursor.byte() == UInt8(ascii: "#") { scanLineComment(of: start) }
  }

  private mutating func scanLineComment(of owner: Int) {
    guard cursor.breaks == 0 else { return }
    var ahead = 0
    while cursor.isBlank(ahead), ahead < Self.lookahead { ahead += 1 }
    guard ahead < Self.lookahead, cursor.byte(ahead) == UInt8(ascii: "#") else { return }
    while cursor.isBlank() { cursor.step() }
    let start = cursor.place
    comments.append(Comment(kind: .line, text: cursor.restOfLine(), token: owner, start: start))
  }

  /// How many bytes of white space go-yaml looks over.
  private static let lookahead = 512
}

extension CommentScanner {
  /// Comment lines between two tokens, parted into those that belong to what stands before them
  /// and those that belong to what follows.
  private mutating func scanComments(from before: TextCursor.Place) {
    var previous = tokens[last]
    if previous.kind == .flowEntry, last > 0 { previous = tokens[last - 1] }
    let indent = max(0, indents.last ?? 0)
    var block = Block(scanned: before.index, token: previous.start)
    var isRecentEmpty = false
    var isFirstEmpty = cursor.breaks <= 1
    var line = cursor.place.line
    var column = cursor.place.column
    var footLine = -1
    if before.line > 0 {
      footLine = cursor.place.line - cursor.breaks + 1
      if cursor.breaks == 0, cursor.place.column > 1 { footLine += 1 }
    }
    var ahead = -1
    while ahead + 1 < Self.lookahead {
      ahead += 1
      column += 1
      if cursor.isBlank(ahead) { continue }
      let byte = cursor.byte(ahead)
      let here = cursor.place.index + ahead
      let closesFlow = flowLevel > 0 && (byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}"))
      if closesFlow || cursor.isEnd(ahead) {
        if closesFlow || !isRecentEmpty {
          let isDedented = block.start.column - 1 < indent
          let isFoot = block.start.line == footLine && previous.kind != .value
          if closesFlow || isFirstEmpty && (isFoot || isDedented) {
            if isDedented, !block.text.isEmpty { block.token = block.start.index }
            endFoot(&block, at: here)
          } else if !block.text.isEmpty, byte != 0 {
            block.text.append(0x0A)
          }
        }
        guard cursor.isBreak(ahead) else { break }
        isFirstEmpty = false
        isRecentEmpty = true
        column = 0
        line += 1
        continue
      }
      if column - 1 < indent, column != block.start.column { endFoot(&block, at: here) }
      guard byte == UInt8(ascii: "#") else { break }
      if block.text.isEmpty {
        block.start = TextCursor.Place(index: here, line: line, column: column)
      } else {
        block.text.append(0x0A)
      }
      isRecentEmpty = false
      while cursor.place.index < here { cursor.step() }
      block.text += cursor.restOfLine()
      // the break that ends the comment's line is no empty line
      ahead = 0
      column = 0
      line = cursor.place.line
    }
    guard !block.text.isEmpty else { return }
    comments.append(
      Comment(
        kind: .head, text: block.text, token: block.start.index, start: block.start,
        scanned: block.scanned..<max(block.scanned, cursor.place.index + ahead - 1)))
  }

  /// Comment lines that are being read.
  private struct Block {
    var text: [UInt8] = []
    var start = TextCursor.Place()
    var scanned: Int
    var token: Int

    init(scanned: Int, token: Int) {
      self.scanned = scanned
      self.token = token
    }
  }

  private mutating func endFoot(_ block: inout Block, at end: Int) {
    guard !block.text.isEmpty else { return }
    comments.append(
      Comment(
        kind: .foot, text: block.text, token: block.token, start: block.start,
        scanned: block.scanned..<max(block.scanned, end)))
    block.scanned = end
    block.token = end
    block.text = []
  }
}
