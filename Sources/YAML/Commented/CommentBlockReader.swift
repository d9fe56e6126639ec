/// Reads the comment lines between two tokens, and parts them into those that belong to what stands
/// before them and those that belong to what follows.
struct CommentBlockReader {
  /// What tells to whom comments belong.
  struct Surroundings {
    /// The token before.
    let previous: Token
    /// Column of the innermost open block.
    let indent: Int
    let isInFlow: Bool
    /// The line on which a comment belongs to what stands before; -1 where there is none.
    let footLine: Int
  }

  /// Comment lines that are being read.
  private struct Block {
    var text: [UInt8] = []
    var start = TextCursor.Place()
    var scanned: Int
    var token: Int

    func comment(_ kind: ScannedComment.Kind, of token: Int, upTo end: Int) -> ScannedComment {
      ScannedComment(
        kind: kind, text: text, token: token, start: start, scanned: scanned..<max(scanned, end))
    }
  }

  private(set) var cursor: TextCursor
  private let surroundings: Surroundings
  private var block: Block
  private var comments: [ScannedComment] = []
  /// How far behind the cursor it has looked, in bytes, and where that is.
  private var ahead = -1
  private var line: Int
  private var column: Int
  /// Whether an empty line has come since the last comment.
  private var isBehindEmpty = false
  /// Whether none has come since the token before.
  private var isFirstEmpty: Bool

  /// - Parameter start: where the token before ends.
  init(_ cursor: TextCursor, from start: Int, _ surroundings: Surroundings) {
    self.cursor = cursor
    self.surroundings = surroundings
    block = Block(scanned: start, token: surroundings.previous.start)
    line = cursor.place.line
    column = cursor.place.column
    isFirstEmpty = cursor.breaks <= 1
  }

  /// The comments up to the next token; the cursor stands behind the last of them.
  mutating func read() -> [ScannedComment] {
    while ahead + 1 < CommentScanner.lookahead, readNext() {}
    if !block.text.isEmpty {
      let end = cursor.place.index + ahead - 1
      comments.append(block.comment(.head, of: block.start.index, upTo: end))
    }
    return comments
  }

  /// One blank, break or comment; false where something else stands.
  private mutating func readNext() -> Bool {
    ahead += 1
    column += 1
    if cursor.isBlank(ahead) { return true }
    if closesFlow || cursor.isEnd(ahead) {
      if closesFlow || !isBehindEmpty { readEnd() }
      return readBreak()
    }
    if column - 1 < surroundings.indent, column != block.start.column { endFoot() }
    guard cursor.byte(ahead) == UInt8(ascii: "#") else { return false }
    readLine()
    return true
  }

  private var here: Int { cursor.place.index + ahead }

  /// Whether a bracket stands there that ends a list or mapping.
  private var closesFlow: Bool {
    let byte = cursor.byte(ahead)
    return surroundings.isInFlow && (byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}"))
  }

  /// Ends the block where it belongs to what stands before; else an empty line parts its lines.
  private mutating func readEnd() {
    if belongsBefore {
      if isDedented, !block.text.isEmpty { block.token = block.start.index }
      endFoot()
    } else if !block.text.isEmpty, cursor.byte(ahead) != 0 {
      block.text.append(0x0A)
    }
  }

  private var belongsBefore: Bool {
    if closesFlow { return true }
    let isBelow =
      block.start.line == surroundings.footLine && surroundings.previous.kind != .value
    return isFirstEmpty && (isBelow || isDedented)
  }

  /// Whether the block is indented less than what is open.
  private var isDedented: Bool { block.start.column - 1 < surroundings.indent }

  /// Goes on behind a line break; false where none stands.
  private mutating func readBreak() -> Bool {
    guard cursor.isBreak(ahead) else { return false }
    isFirstEmpty = false
    isBehindEmpty = true
    column = 0
    line += 1
    return true
  }

  /// A comment, to the end of its line.
  private mutating func readLine() {
    let start = here
    if block.text.isEmpty {
      block.start = TextCursor.Place(index: start, line: line, column: column)
    } else {
      block.text.append(0x0A)
    }
    isBehindEmpty = false
    while cursor.place.index < start { cursor.step() }
    block.text += cursor.restOfLine()
    // the break that ends the comment's line is no empty line
    ahead = 0
    column = 0
    line = cursor.place.line
  }

  /// Gives the block to what stands before, and begins another.
  private mutating func endFoot() {
    guard !block.text.isEmpty else { return }
    comments.append(block.comment(.foot, of: block.token, upTo: here))
    block.scanned = here
    block.token = here
    block.text = []
  }
}
