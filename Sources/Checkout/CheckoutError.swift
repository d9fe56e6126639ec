internal import Git
internal import Glibc
internal import Posix

/// Why the work tree could not be made what it should be. What was done so far is sound: the next
/// run goes on from there.
public struct CheckoutError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Code: Equatable, Sendable {
    /// The tree holds a path that must not or cannot be written; nothing was written.
    case invalidTree
    /// The tree has more entries than a commit may have; nothing was written.
    case tooLarge
    /// It was given up on request; nothing was written.
    case interrupted
    /// The object store lacks something that the tree needs; nothing was written.
    case damaged
    /// Another Git process works in the checkout.
    case locked
    /// Something that cannot be moved, such as a mount point, stands where a file comes.
    case inTheWay
    /// The work tree changed while it was being looked at or written.
    case changedMeanwhile
    /// The disk, or the user's share of it, is full.
    case full
    case permission
    case other
  }

  public let code: Code
  /// The file or folder concerned, from the checkout's root, where there is one.
  public let path: String?
  /// What went wrong, and what to do where that is not plain.
  public let reason: String

  public init(_ code: Code, path: String? = nil, _ reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  public var description: String {
    path.map { "cannot check out \($0): \(reason)" } ?? "cannot check out: \(reason)"
  }

  init(_ error: PosixError, path: String?) {
    switch error.code {
    case _ where error.isFull: code = .full
    case EACCES, EPERM, EROFS: code = .permission
    case EBUSY: code = .inTheWay
    case _ where error.isEscape || error.isMissing || error.code == EEXIST: code = .changedMeanwhile
    default: code = .other
    }
    self.path = path
    var reason = error.description
    if error.isEscape { reason += "; a symbolic link stands in the way" }
    if code == .changedMeanwhile { reason += "; it changed meanwhile, run converge again" }
    self.reason = reason
  }

  init(_ error: GitError, path: String?) {
    switch error.code {
    case .invalidName: code = .invalidTree
    case .tooLarge: code = .tooLarge
    case .interrupted: code = .interrupted
    case .damaged, .notFound: code = .damaged
    default: code = .other
    }
    self.path = path
    reason = error.description
  }
}

/// Runs a step on the file system; its failure names the path in the checkout.
func posix<T: ~Copyable>(
  _ path: String?, _ body: () throws(PosixError) -> T
) throws(CheckoutError) -> T {
  do {
    return try body()
  } catch {
    throw CheckoutError(error, path: path)
  }
}

/// Runs a step on the repository; its failure names the path in the checkout.
func git<T>(
  _ path: String? = nil, _ body: () throws(GitError) -> T
) throws(CheckoutError) -> T {
  do {
    return try body()
  } catch {
    throw CheckoutError(error, path: path)
  }
}
