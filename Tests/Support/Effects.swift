import Glibc

/// One thing that a program does to the world outside of it: a system call that starts a process,
/// renames, links, removes or makes a file or folder, connects to a socket, or ends the program.
public struct Effect: Sendable, CustomStringConvertible {
  /// The system call's name.
  public let call: String
  /// Which of the calls of that name it is, from 1.
  public let number: Int
  /// Seconds since 1970-01-01T00:00:00Z.
  let time: Double
  /// The call as `strace` writes it.
  public let text: String

  /// Whether there is anything to be seen of it: a call that failed did nothing, and a thread is
  /// part of the program.
  public var isVisible: Bool {
    (!text.contains(" = -1 ") || text.contains("EINPROGRESS")) && !text.contains("CLONE_THREAD")
  }

  public var description: String { "before \(call) \(number): \(text.prefix(160))" }
}

/// What a program ran into, watched by `strace`, which leaves its children alone.
public struct Effects: Sendable {
  /// How the program ended.
  public let output: Output
  /// What it did, in order.
  public let all: [Effect]
  /// The seconds from the signal that was sent to the end; nil where the effect never came.
  public let seconds: Double?

  /// Whether it came to an effect.
  public func reached(_ effect: Effect) -> Bool { all.contains { $0 == effect } }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - cut: sends it a signal when it enters a system call. `strace` hands the signal over when
  ///     it lets the program go on from the stop on entry, and the kernel does not begin a call
  ///     while a SIGKILL is pending: the effect is not there. Any other signal waits until the
  ///     program looks, and by then the effect is there.
  public static func run(
    _ arguments: [String], environment: [String: String],
    cut: (before: Effect, signal: String)? = nil
  ) throws -> Effects {
    let folder = try Folder("effects")
    // a question mark where not every architecture has the call
    var options = [
      "-qq", "-ttt", "-o", folder["log"], "-e", "trace=?" + calls.joined(separator: ",?"),
    ]
    if let cut {
      options += ["-e", "inject=\(cut.before.call):signal=\(cut.signal):when=\(cut.before.number)"]
    }
    let output = try TestSupport.run(
      ["strace"] + options + arguments, environment: environment, deadline: 120)
    let ended = wallClock
    let all = try parse(read(folder["log"]) ?? "")
    let reached = all.first { $0 == cut?.before }
    return Effects(output: output, all: all, seconds: reached.map { ended - $0.time })
  }

  private static let calls = [
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "link",
    "linkat", "symlink", "symlinkat", "connect", "fork", "vfork", "clone", "clone3", "exit_group",
  ]

  private static func parse(_ log: String) throws -> [Effect] {
    var counts: [String: Int] = [:]
    return log.split(separator: "\n").compactMap { line in
      guard let space = line.firstIndex(of: " "), let time = Double(line[..<space]) else {
        return nil
      }
      let text = line[line.index(after: space)...]
      guard let parenthesis = text.firstIndex(of: "("), text.first != "-", text.first != "+" else {
        return nil
      }
      let call = String(text[..<parenthesis])
      counts[call, default: 0] += 1
      return Effect(call: call, number: counts[call]!, time: time, text: String(text))
    }
  }

  private static var wallClock: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension Effect: Equatable {
  /// Whether two are the same place in the run of a program.
  public static func == (one: Effect, other: Effect) -> Bool {
    one.call == other.call && one.number == other.number
  }
}
