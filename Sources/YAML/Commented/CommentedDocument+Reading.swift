extension CommentedDocument {
  /// Reads a text of any number of documents, with its comments.
  ///
  /// - Parameter bytes: UTF-8; a byte order mark at its start is passed over.
  /// - Returns: the documents; none for a text without any, or only comments.
  /// - Throws: `YAMLError` with the first thing that is wrong. Its text never quotes the document.
  public static func parse(
    _ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()
  ) throws(YAMLError) -> [CommentedDocument] {
    guard bytes.count <= limits.size else {
      throw YAMLError("larger than \(limits.size) bytes", at: Mark(line: 1, column: 1))
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    let tokens = try TokenReader(text, limits: limits).all()
    var parser = CommentedParser(CommentScanner(text, tokens: tokens), limits: limits)
    return try parser.documents()
  }
}
