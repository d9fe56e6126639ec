internal import Crypto
internal import Glibc
internal import Model
internal import Posix

extension KeyRing {
  /// Seconds that a command that prints keys may take: a person may have to answer it.
  static let commandDeadline = 120.0
  /// Bytes that such a command may print.
  static let commandLimit = 64 << 10
  private static let fileLimit = 1 << 20

  /// The bytes of a key file.
  ///
  /// - Parameter rule: what owner and mode must be.
  static func read(_ path: String, rule: FileRule?) throws(Problem) -> [UInt8] {
    do {
      let status = try FileStatus.of(path)
      if let fault = rule?.faults(status, path: path).first { throw Problem("\(fault)") }
      if status.kind == .folder { throw Problem("\(path) is a folder") }
      return try Descriptor.open(path).readAll(limit: fileLimit)
    } catch let problem as Problem {
      throw problem
    } catch let error as PosixError where error.code == ENOENT {
      throw Problem("\(path): no such file")
    } catch let error as PosixError {
      throw Problem("\(PosixError(code: error.code, call: error.call, path: path))")
    } catch {
      throw Problem("\(path): \(error)")
    }
  }

  /// The bytes of standard input.
  static func readInput() throws(Problem) -> [UInt8] {
    do {
      return try Descriptor.standardInput().readAll(limit: fileLimit)
    } catch {
      throw Problem("\(error)")
    }
  }

  /// What a program prints, its outputs wiped but for that.
  ///
  /// - Parameter name: how messages call it.
  static func output(
    of child: Child, named name: String, run: Runner
  ) throws(Problem) -> [UInt8] {
    var result: Child.Result
    do {
      result = try run(child)
    } catch {
      throw Problem("\(name): \(error)")
    }
    if result.succeeded, !result.truncated { return result.output }
    Wipe.bytes(&result.output)
    throw Problem("\(name) \(fault(result))")
  }

  private static func fault(_ result: Child.Result) -> String {
    let how =
      switch result.end {
      case .exited(0): "printed more than \(commandLimit >> 10) KiB"
      case .exited(let code): "ended with exit code \(code)"
      case .signalled(let number): "was ended by signal \(number)"
      case .overdue(let seconds): "did not end within \(Int(seconds)) seconds"
      case .stopped(let number): "was stopped by signal \(number)"
      }
    let last = result.errors.split(separator: 10).last ?? []
    let told = last.prefix(200).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }
    let words = String(decoding: told, as: UTF8.self)
    // whatever it is that a failing program prints
    return words.isEmpty || words.uppercased().contains("AGE-SECRET-KEY") ? how : "\(how): \(words)"
  }
}
