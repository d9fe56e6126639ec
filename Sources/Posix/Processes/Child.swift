/// A program to run to its end: nothing is inherited but what stands here.
public struct Child: Sendable {
  /// A name looked up in this process's PATH, or a path.
  public var program: String
  public var arguments: [String]
  /// The whole environment, as "NAME=value".
  public var environment: [String]
  public var folder: String
  /// What it reads from its standard input, nil for `/dev/null`.
  public var input: [UInt8]?
  /// Whether it shares this process's terminal, to ask a person something: its standard input and
  /// error are ours, and so is its process group. Its errors are not kept then, and only itself is
  /// told to end.
  public var isAttended = false
  /// Seconds after which its process group is told to end (TERM, and KILL ten seconds later).
  public var deadline: Double
  /// Bytes kept of each output; the rest is read and dropped.
  public var outputLimit: Int

  public init(
    _ program: String, _ arguments: [String], environment: [String], folder: String = "/",
    input: [UInt8]? = nil, deadline: Double, outputLimit: Int = 1 << 20
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.input = input
    self.deadline = deadline
    self.outputLimit = outputLimit
  }

  /// How a child ended.
  public enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// Ended by us after its deadline.
    case overdue(seconds: Double)
    /// Ended by us because this process was asked to stop by that signal.
    case stopped(signal: Int32)
  }

  public struct Result: Sendable {
    public let end: End
    public var output: [UInt8]
    public let errors: [UInt8]
    /// Whether an output was longer than the limit.
    public let truncated: Bool
    public let seconds: Double

    public var succeeded: Bool { end == .exited(0) }
  }

  /// Runs the program and waits for its end, its deadline, or a signal to stop.
  ///
  /// - Parameters:
  ///   - kept: a descriptor the child inherits as number 3: the cycle's lock, so that a successor of a killed
  ///     process knows the child is still at work.
  ///   - stop: a descriptor that becomes readable when the child is to be ended.
  ///   - signal: asks whether, and by which signal, this process was asked to stop.
  /// - Throws: `PosixError` where it could not be started, for one because there is no such program.
  public func run(
    keeping kept: Int32? = nil, stop: Int32? = nil, signal: @escaping () -> Int32? = { nil }
  ) throws(PosixError) -> Result {
    let child = try start(keeping: kept)
    Crew.run(child, stop: stop, signal: signal)
    return try child.result()
  }
}
