internal import Posix

/// Does what needs the file system and not libgit2.
@discardableResult
func storing<Value>(
  _ action: String, _ body: () throws(PosixError) -> Value
) throws(GitError) -> Value {
  do throws(PosixError) {
    return try body()
  } catch {
    throw GitError(error.isFull ? .full : .other, action, "\(error)")
  }
}
