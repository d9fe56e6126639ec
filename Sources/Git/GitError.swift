internal import CGit2
internal import Glibc

/// What libgit2 said when a call failed.
public struct GitError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, as far as callers tell cases apart.
  public enum Code: Equatable, Sendable {
    case notFound
    /// An object, a reference, the configuration or the store itself is damaged.
    case damaged
    /// An object that is here as it was made, and was made wrongly.
    case malformed
    /// A name in a tree that no file of this machine should have.
    case invalidName
    /// A tree with more files than a commit may have.
    case tooLarge
    /// The server does not accept what was offered.
    case refused
    /// The server's certificate or host key is not one we trust.
    case untrusted
    /// The server could not be reached, or stopped answering.
    case unreachable
    /// The operation was given up because its deadline passed.
    case timedOut
    /// The operation was given up because the program was asked to stop.
    case interrupted
    /// The remote works but has no such branch: deleted, or nothing was pushed yet.
    case noBranch
    /// What the configuration names cannot be used: a file that is missing or of the wrong kind.
    case configuration
    /// A lock file of another Git process, or one left behind by a killed one, is in the way.
    case locked
    /// No room is left on the disk.
    case full
    case other
  }

  public let code: Code
  /// What was attempted, in words: "open the repository /x".
  public let action: String
  /// The reason, in words.
  public let reason: String

  public init(_ code: Code, _ action: String, _ reason: String) {
    self.code = code
    self.action = action
    self.reason = reason
  }

  public var description: String { "cannot \(action): \(reason)" }
}

/// Runs a libgit2 call; a negative result is read once, with its message, and thrown.
///
/// - Throws: `GitError`.
@discardableResult
func call(_ action: @autoclosure () -> String, _ body: () -> Int32) throws(GitError) -> Int32 {
  let result = body()
  if result >= 0 { return result }
  let last = git_error_last()
  let message = last.flatMap { $0.pointee.message.map { String(cString: $0) } } ?? "unknown error"
  let domain = last.map { $0.pointee.klass } ?? 0
  let code = isFull(message) ? .full : code(of: result, domain: domain, message)
  let hint = code == .locked ? "it is in the way; if no other git is at work, remove it" : nil
  // what libgit2 leaves open, for one "failed to lock file 'x' for writing: "
  let reason = lowercasedStart(message.hasSuffix(": ") ? String(message.dropLast(2)) : message)
  throw GitError(code, action(), hint.map { "\(reason); \($0)" } ?? reason)
}

/// Whether the system refused a write for want of room: libgit2 has no code of its own for that,
/// but ends its message with the system's words.
private func isFull(_ message: String) -> Bool {
  [ENOSPC, EDQUOT].contains { message.hasSuffix(String(cString: strerror($0))) }
}

private func code(of result: Int32, domain: Int32, _ message: String) -> GitError.Code {
  switch git_error_code(rawValue: result) {
  case GIT_ENOTFOUND: return domain == Int32(GIT_ERROR_ODB.rawValue) ? .damaged : .notFound
  case GIT_EAUTH: return .refused
  case GIT_ECERTIFICATE: return .untrusted
  case GIT_EUSER: return .interrupted
  case GIT_EMISMATCH: return .damaged
  case GIT_ELOCKED: return .locked
  default: break
  }
  switch git_error_t(rawValue: UInt32(domain)) {
  case GIT_ERROR_ODB, GIT_ERROR_OBJECT, GIT_ERROR_ZLIB, GIT_ERROR_TREE: return .damaged
  case GIT_ERROR_REFERENCE, GIT_ERROR_CONFIG, GIT_ERROR_REPOSITORY:
    // any other result is about what was asked for, not about what was found in a file
    return result == GIT_ERROR.rawValue ? .damaged : .other
  // what a server sends may build on what is here
  case GIT_ERROR_INDEXER: return message == "missing delta bases" ? .damaged : .other
  case GIT_ERROR_NET, GIT_ERROR_SSL, GIT_ERROR_SSH, GIT_ERROR_HTTP: return .unreachable
  default: return .other
  }
}

/// A sentence's start as it reads behind a colon; what is in capitals all through, such as SSL, stays.
func lowercasedStart(_ text: String) -> String {
  if text.prefix(2).allSatisfy(\.isUppercase) { return text }
  return text.prefix(1).lowercased() + text.dropFirst()
}
