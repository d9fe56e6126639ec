/// Replaces secret values, and pieces of them, in text that goes to people.
///
/// Masked is every value of 4 bytes or more, and every run of 8 or more bytes that occurs inside
/// one: error messages of parsers quote pieces. Values are also found as JSON and Go's `%q` escape
/// them and with `$` doubled, and those of 8 bytes to 4 KiB in base64 and as URLs escape them.
public struct Masker: Sendable {
  /// From this length on, pieces of a value are masked, too.
  static let windowSize = WindowSet.size
  private static let minimum = 4
  private static let mark = Array("***".utf8)
  private static let scheme = Array("https://".utf8)

  private var windows = WindowSet()
  /// Values shorter than a window, by their first four bytes.
  private var short: [UInt32: [[UInt8]]] = [:]

  /// Masks nothing.
  public init() {}

  /// Whether there is nothing to mask.
  public var isEmpty: Bool { windows.isEmpty && short.isEmpty }

  /// Adds a value; those under 4 bytes are passed over, they would mask ordinary words.
  public mutating func add(value: [UInt8]) {
    guard value.count >= Self.minimum else { return }
    insert(value)
    for form in EscapedForms.of(value) { insert(form) }
  }

  /// Adds every value of a dotenv file in all its variants, and every line that is none.
  public mutating func add(dotenv bytes: [UInt8]) {
    var seen: [Int: [UInt8]] = [:]
    for entry in Dotenv(bytes).entries {
      seen[entry.line] = entry.raw
      for variant in entry.variants { add(value: variant) }
    }
    // What sops takes for the value, should Compose's reader cut the lines otherwise.
    for (index, range) in ByteText.split(bytes, at: 10).enumerated() where !range.isEmpty {
      if bytes[range.lowerBound] == UInt8(ascii: "#") { continue }
      let sign = ByteText.index(
        of: UInt8(ascii: "="), in: bytes, from: range.lowerBound, to: range.upperBound)
      let value = Array(bytes[(sign.map { $0 + 1 } ?? range.lowerBound)..<range.upperBound])
      if !ByteText.equal(value, seen[index + 1] ?? []) { add(value: value) }
    }
  }

  /// The text with each secret run as `***`.
  public func mask(_ text: String) -> String {
    guard !isEmpty else { return text }
    let bytes = Array(text.utf8)
    let runs = runs(in: bytes)
    return runs.isEmpty ? text : replaced(runs, in: bytes)
  }

  /// As ``mask(_:)`` for bytes that may be no valid UTF-8; what is not becomes U+FFFD.
  public func mask(_ bytes: [UInt8]) -> String {
    replaced(isEmpty ? [] : runs(in: bytes), in: bytes)
  }

  private mutating func insert(_ value: [UInt8]) {
    guard value.count < Self.windowSize else {
      windows.insert(value)
      return
    }
    let key = Self.key(value)
    if short[key]?.contains(value) != true { short[key, default: []].append(value) }
  }

  private static func key(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
  }

  private func runs(in bytes: [UInt8]) -> [Range<Int>] {
    var runs = windows.stretches(in: bytes)
    // "https://" alone is no secret, and without it no error message about a registry is legible.
    runs.removeAll { $0.count == Self.scheme.count && bytes[$0].elementsEqual(Self.scheme) }
    let shortRuns = shortRuns(in: bytes)
    guard !shortRuns.isEmpty else { return runs }
    var merged: [Range<Int>] = []
    for run in (runs + shortRuns).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      Self.append(run, to: &merged)
    }
    return merged
  }

  private func shortRuns(in bytes: [UInt8]) -> [Range<Int>] {
    guard !short.isEmpty, bytes.count >= Self.minimum else { return [] }
    var runs: [Range<Int>] = []
    bytes.withUnsafeBytes { buffer in
      for start in 0...(bytes.count - Self.minimum) {
        let key = buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        guard let values = short[key] else { continue }
        for value in values where buffer[start...].starts(with: value) {
          runs.append(start..<(start + value.count))
        }
      }
    }
    return runs
  }

  private static func append(_ run: Range<Int>, to runs: inout [Range<Int>]) {
    guard let last = runs.last, run.lowerBound <= last.upperBound else {
      runs.append(run)
      return
    }
    runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
  }

  private func replaced(_ runs: [Range<Int>], in bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var position = 0
    for run in runs {
      result += bytes[position..<run.lowerBound]
      result += Self.mark
      position = run.upperBound
    }
    return String(decoding: result + bytes[position...], as: UTF8.self)
  }
}
