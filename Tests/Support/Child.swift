import Glibc

/// What a program that ended left: its status as a shell tells it, and its two outputs.
public struct Output: Sendable, CustomStringConvertible {
  /// The exit code, or 128 and the number of the signal that ended it.
  public var status: Int32
  public var stdout: String
  public var stderr: String

  public var description: String { "exit \(status)\n--- stdout\n\(stdout)\n--- stderr\n\(stderr)" }
}

/// A test's preparation went wrong, so what the test is about was never reached.
public struct FixtureError: Error, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}

/// A running program in its own process group, with `/dev/null` as input.
///
/// Its outputs go to files without a name, so a grandchild that keeps them open blocks nobody.
public final class Child {
  public let pid: pid_t
  private let arguments: [String]
  private let stdout: Scratch
  private let stderr: Scratch
  private var status: Int32?

  /// Starts the program, found through `PATH`, with exactly the environment given.
  public init(_ arguments: [String], environment: [String: String]) throws {
    self.arguments = arguments
    stdout = try Scratch()
    stderr = try Scratch()
    pid = try spawn(arguments, environment, stdout: stdout.descriptor, stderr: stderr.descriptor)
  }

  deinit {
    if status == nil {
      kill(-pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
  }

  /// Sends a signal to the program alone, as `kill PID` does.
  public func signal(_ number: Int32) { kill(pid, number) }

  /// Whether it still runs.
  public var isRunning: Bool { (try? poll()) == .some(nil) }

  /// All it has written so far.
  public var said: String { stdout.text + stderr.text }

  /// Waits for the end; a program that outlives the deadline is killed with its group.
  ///
  /// - Parameter deadline: seconds from now.
  public func wait(deadline: Double = 120) throws -> Output {
    let end = Moment.now + deadline
    while try poll() == nil {
      if Moment.now > end {
        kill(-pid, SIGKILL)
        waitpid(pid, nil, 0)
        status = 128 + SIGKILL
        throw FixtureError("still running after \(deadline) s: \(arguments)\n\(stderr.text)")
      }
      usleep(2_000)
    }
    return Output(status: status!, stdout: stdout.text, stderr: stderr.text)
  }

  private func poll() throws -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    let found = waitpid(pid, &raw, WNOHANG)
    guard found != 0 else { return nil }
    guard found == pid else { throw FixtureError("waitpid: \(String(cString: strerror(errno)))") }
    status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f)
    return status
  }
}

/// Runs a program to its end, whatever the end is.
public func run(
  _ arguments: [String], environment: [String: String] = plainEnvironment, deadline: Double = 120
) throws -> Output {
  try Child(arguments, environment: environment).wait(deadline: deadline)
}

/// Runs a program that must succeed; returns its standard output without the last line break.
@discardableResult
public func must(
  _ arguments: [String], environment: [String: String] = plainEnvironment, deadline: Double = 120
) throws -> String {
  let output = try run(arguments, environment: environment, deadline: deadline)
  guard output.status == 0 else { throw FixtureError("\(arguments): \(output)") }
  return output.stdout.last == "\n" ? String(output.stdout.dropLast()) : output.stdout
}

/// Just enough to find programs, so that no test depends on who runs it.
public let plainEnvironment = [
  "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent",
  "LC_ALL": "C.UTF-8",
]

/// Polls until the condition holds.
///
/// - Parameter seconds: how long at most.
public func eventually(within seconds: Double = 20, _ condition: () throws -> Bool) rethrows -> Bool
{
  let end = Moment.now + seconds
  while Moment.now < end {
    if try condition() { return true }
    usleep(50_000)
  }
  return try condition()
}

/// Seconds on the clock that only goes forward.
enum Moment {
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Seconds that something takes.
public func elapsed(_ body: () throws -> Void) rethrows -> Double {
  var (start, end) = (timespec(), timespec())
  clock_gettime(CLOCK_MONOTONIC, &start)
  try body()
  clock_gettime(CLOCK_MONOTONIC, &end)
  return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
}
