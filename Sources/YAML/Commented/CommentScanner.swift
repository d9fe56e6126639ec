/// Finds the comments between tokens, and the token each belongs to.
///
/// go-yaml (version 3), which sops uses, decides while it scans: by the indentation that is open,
/// by empty lines, and by what stands before. A comment of the same text must end at the same node
/// here, because sops encrypts comments and puts them back.
struct CommentScanner {
  private var cursor: TextCursor
  private(set) var tokens: [Token]
  private(set) var comments: [ScannedComment] = []
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
    let kind = tokens[index].kind
    tokens[index].start = cursor.place.index
    let owner = owner(index)
    countFlow(kind)
    if kind.isBlockScalar { scanBlockHeader() }
    cursor.step(toCharacter: tokens[index].characters.upperBound)
    if kind.endsBehindBreaks { cursor.skipWhitespace() }
    if kind.takesLineComment { scanLineComment(of: owner) }
  }

  /// Where the token starts that a comment behind this one belongs to: behind `:`, and behind `,` in
  /// brackets, the one before.
  private func owner(_ index: Int) -> Int {
    let sign = UInt8(ascii: flowLevel == 0 ? ":" : ",")
    return tokens[cursor.byte() == sign ? index - 1 : index].start
  }

  private mutating func countFlow(_ kind: Token.Kind) {
    switch kind {
    case .flowSequenceStart, .flowMappingStart: flowLevel += 1
    case .flowSequenceEnd, .flowMappingEnd: flowLevel = max(0, flowLevel - 1)
    default: break
    }
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
    let text = cursor.restOfLine()
    comments.append(ScannedComment(kind: .line, text: text, token: owner, start: start))
  }

  /// Comment lines between two tokens.
  private mutating func scanComments(from before: TextCursor.Place) {
    var previous = tokens[last]
    if previous.kind == .flowEntry, last > 0 { previous = tokens[last - 1] }
    let surroundings = CommentBlockReader.Surroundings(
      previous: previous, indent: max(0, indents.last ?? 0), isInFlow: flowLevel > 0,
      footLine: footLine(from: before))
    var reader = CommentBlockReader(cursor, from: before.index, surroundings)
    comments += reader.read()
    cursor = reader.cursor
  }

  private func footLine(from before: TextCursor.Place) -> Int {
    guard before.line > 0 else { return -1 }
    let line = cursor.place.line - cursor.breaks + 1
    return cursor.breaks == 0 && cursor.place.column > 1 ? line + 1 : line
  }

  /// How many bytes of white space go-yaml looks over.
  static let lookahead = 512
}
