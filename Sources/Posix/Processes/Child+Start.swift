internal import CLinux
internal import Glibc

extension Child {
  /// Starts the program and waits for nothing.
  ///
  /// - Parameter kept: a descriptor the child inherits as number 3, see ``run(keeping:stop:signal:)``.
  /// - Throws: `PosixError` where it could not be started, for one because there is no such program.
  public func start(keeping kept: Int32? = nil) throws(PosixError) -> RunningChild {
    let output = try ChildOutput(limit: outputLimit)
    let errors = try ChildOutput(limit: outputLimit)
    let pid = try spawn(output, errors, kept)
    let gone = converge_pidfd_open(pid)
    if gone < 0 {
      let error = PosixError(call: "watch", path: program)
      kill(isAttended ? pid : -pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
      throw error
    }
    return RunningChild(
      pid: pid, isGroup: !isAttended, gone: gone, output: output, errors: errors,
      deadline: deadline)
  }

  private func spawn(
    _ output: ChildOutput, _ errors: ChildOutput, _ kept: Int32?
  ) throws(PosixError) -> pid_t {
    let file = try inputFile()
    defer { if file >= 0 { close(file) } }
    var pid: pid_t = 0
    let (words, variables) = (CStrings([program] + arguments), CStrings(environment))
    let code = converge_spawn(
      &pid, program, words.pointers, variables.pointers, folder, isAttended ? 0 : 1,
      isAttended ? 0 : file, output.writer, isAttended ? 2 : errors.writer, kept ?? -1)
    if code != 0 { throw PosixError(code: code, call: "start", path: program) }
    output.handOver()
    errors.handOver()
    return pid
  }

  /// A file that holds the input, -1 where there is none.
  private func inputFile() throws(PosixError) -> Int32 {
    guard let input else { return -1 }
    return try MemoryFile.make(input, "make the input of \(program)")
  }
}

/// A null-terminated array of C strings, as `execve(2)` takes it.
final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
