/// A block of comment lines.
struct ScannedComment {
  enum Kind { case head, line, foot }

  let kind: Kind
  let text: [UInt8]
  /// The first token that starts here or later takes it.
  let token: Int
  let start: TextCursor.Place
  /// What was scanned when it was found.
  var scanned = 0..<0
}
