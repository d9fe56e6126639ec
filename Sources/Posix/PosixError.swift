public import Glibc

/// A system call that failed.
public struct PosixError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The `errno` value.
  public let code: Int32
  /// What was attempted, in words: "open", "rename".
  public let call: String
  /// The file concerned, where there is one.
  public let path: String?

  public init(code: Int32 = errno, call: String, path: String? = nil) {
    self.code = code
    self.call = call
    self.path = path
  }

  /// "cannot open /a/b: no such file or directory"
  public var description: String {
    let reason = String(cString: strerror(code))
    let lower = reason.prefix(1).lowercased() + reason.dropFirst()
    guard let path else { return "cannot \(call): \(lower)" }
    return "cannot \(call) \(path): \(lower)"
  }

  /// Whether the file or a folder on its way does not exist.
  public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// Whether a symbolic link, or a way out of the folder, stood in the path.
  public var isEscape: Bool { code == ELOOP || code == EXDEV }

  /// Whether the disk or the user's share of it is full.
  public var isFull: Bool { code == ENOSPC || code == EDQUOT }
}

/// Runs a system call that returns -1 on failure, again where a signal interrupted it.
///
/// - Throws: `PosixError` with the call's `errno`.
@discardableResult
func check(
  _ call: @autoclosure () -> String, _ path: @autoclosure () -> String? = nil, _ body: () -> Int32
) throws(PosixError) -> Int32 {
  while true {
    let result = body()
    if result >= 0 { return result }
    let code = errno
    if code != EINTR { throw PosixError(code: code, call: call(), path: path()) }
  }
}
