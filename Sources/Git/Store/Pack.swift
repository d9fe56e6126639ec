/// A pack: "pack-<checksum>" is the name of it and of its index.
struct Pack: Sendable {
  let name: String
  /// Bytes.
  let size: Int64

  /// Bytes. To make a larger one anew takes longer than its index costs later.
  static let small: Int64 = 4 << 20

  /// Bytes of all that are made anew at once: a cycle ends with that.
  private static let limit: Int64 = 64 << 20

  /// How many packs become one, so that each of the others is at least twice as large as all smaller ones
  /// together: what is large is seldom made anew (git-repack(1), `--geometric`). Fewer where that
  /// many bytes are too many, or more than there is room for.
  ///
  /// - Parameters:
  ///   - sizes: in bytes, smallest first.
  ///   - room: bytes that may be written.
  static func joined(_ sizes: [Int64], room: Int64 = .max) -> Int {
    var (result, smaller) = (0, Int64(0))
    for (index, size) in sizes.enumerated() {
      if smaller + size > min(limit, room) { break }
      if index > 0, size < 2 * smaller { result = index + 1 }
      smaller += size
    }
    return result
  }
}
