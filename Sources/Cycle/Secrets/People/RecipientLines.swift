/// What `host/<name>/age.pub` says: a recipient a line. Empty lines, lines that begin with `#`, and
/// what stands behind a recipient are for people.
enum RecipientLines {
  /// The recipients as they are written, and the line of each, from 1.
  static func read(_ bytes: [UInt8]) -> [(number: Int, text: String)] {
    bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated().compactMap {
      let words = String(decoding: $1.filter { $0 != 13 }, as: UTF8.self)
        .split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let first = words.first, !first.hasPrefix("#") else { return nil }
      let text = words.prefix(first.hasPrefix("ssh-") ? 2 : 1).joined(separator: " ")
      return ($0 + 1, text)
    }
  }
}
