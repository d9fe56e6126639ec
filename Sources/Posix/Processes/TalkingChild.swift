internal import CLinux
internal import Glibc

/// A started program that is talked with: what is written goes to its standard input, and what it
/// says comes from its standard output. It is ended, group and all, when this goes.
public final class TalkingChild {
  /// Seconds that it has to end by itself once nothing more is said, and after it was told to.
  private static let grace = 1.0
  /// Seconds between two looks whether to go on.
  private static let look = 0.1

  /// The program's number.
  public let process: Int32
  private var input: Int32
  private let output: Int32
  private let errors: ChildOutput
  private var ended: Int32?

  /// - Parameter child: its deadline and its input do not count.
  /// - Throws: `PosixError` where it could not be started, for one because there is no such program.
  public init(_ child: Child) throws(PosixError) {
    errors = try ChildOutput(limit: child.outputLimit)
    let (reader, writer) = try Pipe.make()
    defer { close(reader) }
    input = writer
    let said: (reader: Int32, writer: Int32)
    do {
      said = try Pipe.make()
    } catch {
      close(writer)
      throw error
    }
    defer { close(said.writer) }
    output = said.reader
    var pid: pid_t = 0
    let (words, variables) = (
      CStrings([child.program] + child.arguments), CStrings(child.environment)
    )
    let code = converge_spawn(
      &pid, child.program, words.pointers, variables.pointers, child.folder, 1, reader,
      said.writer, errors.writer, -1)
    process = code == 0 ? pid : 0
    errors.handOver()
    // neither end may wait for ever
    for pipe in [input, output] { _ = fcntl(pipe, F_SETFL, O_NONBLOCK) }
    if code != 0 { throw PosixError(code: code, call: "start", path: child.program) }
  }

  deinit {
    _ = end()
    close(output)
  }

  /// What it said so far on its standard error, up to the limit.
  public var complaints: [UInt8] { errors.bytes }

  /// Waits for what it says next.
  ///
  /// - Parameter goesOn: asked now and then whether to wait any longer.
  /// - Returns: how many bytes came, 0 where it says nothing more; nil where it was not waited for.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, while goesOn: () -> Bool
  ) -> Int? {
    while goesOn() {
      errors.receive()
      let count = Glibc.read(output, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EAGAIN || errno == EINTR else { return nil }
      pause(for: Awaited(output))
    }
    return nil
  }

  /// Tells it something.
  ///
  /// - Parameter goesOn: asked now and then whether to wait any longer.
  /// - Returns: whether it took all of it.
  public func write(_ bytes: UnsafeRawBufferPointer, while goesOn: () -> Bool) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty, input >= 0, goesOn() {
      errors.receive()
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(input, part.baseAddress, part.count)
      if count > 0 { rest = rest.dropFirst(count) }
      if count >= 0 || errno == EINTR { continue }
      guard errno == EAGAIN else { return false }
      pause(for: Awaited(input, .output))
    }
    return rest.isEmpty
  }

  private func pause(for what: Awaited) {
    let all = [what] + (errors.isOpen ? [Awaited(errors.reader)] : [])
    _ = Poll.wait(all, until: .now.adding(seconds: TalkingChild.look))
  }

  /// Says nothing more, and waits for its end, which is brought about soon.
  ///
  /// - Parameter atOnce: whether it gets no time to end by itself.
  /// - Returns: its exit code, or nil where a signal ended it.
  @discardableResult
  public func end(atOnce: Bool = false) -> Int32? {
    if input >= 0 { close(input) }
    input = -1
    if process > 0, ended == nil {
      for signal in (atOnce ? [] : [0]) + [SIGTERM, SIGKILL] {
        if signal != 0 { kill(-process, signal) }
        if hasEnded(within: TalkingChild.grace) { break }
      }
      errors.receive()
    }
    guard let ended, ended & 0x7f == 0 else { return nil }
    return (ended >> 8) & 0xff
  }

  private func hasEnded(within seconds: Double) -> Bool {
    let limit = Instant.now.adding(seconds: seconds)
    var status: Int32 = 0
    while true {
      errors.receive()
      if waitpid(process, &status, WNOHANG) == process {
        ended = status
        return true
      }
      if Instant.now >= limit { return false }
      Instant.pause(seconds: 0.005)
    }
  }
}
