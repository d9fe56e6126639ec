internal import Glibc
internal import Posix

/// What converge itself puts beside tracked files, kept out of `git status`.
enum Exclusion {
  private static let path = ".git/info/exclude"
  private static let patterns = [".decrypted.*", ".converge-new-*", "*.converge-kept-*"]

  static func isCurrent(_ root: OpenFolder) throws(CheckoutError) -> Bool {
    try missing(in: text(root)).isEmpty
  }

  /// Adds the patterns that are missing; what a person wrote there stays.
  static func write(_ root: OpenFolder, step: (String) -> Void) throws(CheckoutError) {
    var bytes = try text(root)
    let lines = missing(in: bytes)
    if lines.isEmpty { return }
    if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    for line in lines { bytes += Array(line.utf8) + [UInt8(ascii: "\n")] }
    step("write \(path)")
    try posix(path) { () throws(PosixError) in
      _ = try root.folder.make(".git/info", mode: 0o755)
      try root.folder.write(bytes, to: path, mode: 0o644)
    }
  }

  private static func text(_ root: OpenFolder) throws(CheckoutError) -> [UInt8] {
    do {
      return try root.folder.read(path, limit: 1 << 20)
    } catch {
      if error.isMissing { return [] }
      throw CheckoutError(error, path: path)
    }
  }

  private static func missing(in bytes: [UInt8]) -> [String] {
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return patterns.filter { pattern in !lines.contains { $0.elementsEqual(pattern.utf8) } }
  }
}
