internal import Docker
internal import Glibc
internal import Model
internal import Posix

/// A hook at work.
final class HookRun: Activity {
  /// Bytes kept of each of its outputs.
  static let outputLimit = 1 << 20
  /// Lines told of what it printed, and lines that say why it failed: the last ones.
  static let (lineLimit, reasonLimit) = (100, 5)
  /// Characters of each line.
  static let widthLimit = 400

  let call: HookCall
  private let child: RunningChild

  /// Starts a hook and waits for nothing.
  ///
  /// - Parameters:
  ///   - docker: what `docker` finds in its environment.
  ///   - lock: the cycle's lock, which it inherits.
  ///   - deadline: seconds after which it is ended, with all that it started.
  /// - Throws: why it cannot be started, with what to do.
  init(
    _ call: HookCall, _ docker: ChildEnvironment, keeping lock: Int32? = nil, deadline: Double
  ) throws(Problem) {
    if let obstacle = call.obstacle() { throw obstacle }
    self.call = call
    let program = Child(
      call.program, [], environment: call.environment(docker), folder: call.workingFolder,
      deadline: deadline, outputLimit: HookRun.outputLimit)
    do {
      child = try program.start(keeping: lock)
    } catch {
      throw call.failure("\(error)\(HookRun.advice(error.code))")
    }
  }

  /// What a system call's error means for a program of the repository.
  private static func advice(_ code: Int32) -> String {
    switch code {
    case ENOEXEC: "; a script begins with a line such as #!/bin/sh"
    case ENOENT: "; is the program that its first line names installed?"
    case EACCES: "; the state folder must not be mounted noexec"
    default: ""
    }
  }

  var awaited: [Awaited] { child.awaited }
  var wakeAt: Instant? { child.wakeAt }
  func proceed() -> Bool { child.proceed() }
  func stop(signal: Int32) { child.stop(signal: signal) }

  /// What it printed, and why it failed, to be asked for once it has ended; both may hold a secret
  /// until they were masked.
  func result() -> (output: [String], failure: Problem?) {
    let result: Child.Result
    do {
      result = try child.result()
    } catch {
      return ([], call.failure("\(error)"))
    }
    let (output, errors) = (HookRun.lines(result.output), HookRun.lines(result.errors))
    let all = Array((output + errors).suffix(HookRun.lineLimit))
    if result.succeeded { return (all, nil) }
    let said = (errors.isEmpty ? output : errors).suffix(HookRun.reasonLimit)
    let why = ([HookRun.words(result.end)] + said).joined(separator: ": ", then: "; ")
    return (Array(all.dropLast(said.count)), call.failure(why))
  }

  private static func words(_ end: Child.End) -> String {
    switch end {
    case .exited(let code): "exited with \(code)"
    case .signalled(let number): "was ended by signal \(number)"
    case .overdue(let seconds): "was ended after \(Int(seconds)) seconds"
    case .stopped(let number): "asked to stop by signal \(number)"
    }
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { clean($0) }.filter { !$0.isEmpty }
  }

  /// Without control characters and blanks at its end, not too long.
  private static func clean(_ line: Substring) -> String {
    let scalars = line.unicodeScalars.prefix(widthLimit).map {
      $0.value < 32 || (127..<160).contains($0.value) ? " " : $0
    }
    var text = String(String.UnicodeScalarView(scalars))[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension [String] {
  /// The first and the others, which have a separator of their own.
  fileprivate func joined(separator: String, then other: String) -> String {
    let rest = dropFirst().joined(separator: other)
    return rest.isEmpty ? self[0] : self[0] + separator + rest
  }
}
