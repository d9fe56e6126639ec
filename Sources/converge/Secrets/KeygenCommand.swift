internal import Cycle
internal import Glibc
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets keygen`: a new key, as age-keygen makes it.
struct KeygenCommand: Equatable {
  /// Where it goes; nil for standard output.
  let output: String?

  func run() throws(Failure) {
    let (bytes, recipient) = KeyFile.generate(at: WallClock.rfc3339(WallClock.now))
    if let output {
      try KeygenCommand.write(bytes, to: output)
      try SecretsOutput.line("\(recipient)")
    } else {
      // on a terminal it stands in the file that is shown
      if isatty(1) != 1 { SecretsOutput.note("public key: \(recipient)") }
      try SecretsOutput.deliver(bytes)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    do throws(PosixError) {
      try makeFolder(of: path)
      let file = try WholeFile(path)
      if file.bytes == nil, try file.replace(by: bytes, mode: 0o600) { return }
    } catch {
      throw Failure(error)
    }
    throw .plain("\(path) exists: a key is never overwritten", hint: "name another file")
  }

  /// Makes the folder of a key where it is missing, for its owner alone.
  private static func makeFolder(of path: String) throws(PosixError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    let isThere = (try? FileStatus.of(folder)) != nil
    let absolute = folder.hasPrefix("/") ? folder : "\(Host.folder)/\(folder)"
    if !isThere { _ = try Folder.make(absolute, mode: 0o700) }
  }
}

/// What the commands of `converge secrets` tell.
enum SecretsOutput {
  /// What was asked for.
  static func deliver(_ bytes: [UInt8]) throws(Failure) {
    do throws(Problem) { try Streams.deliver(bytes) } catch { throw Failure(error) }
  }

  /// A line of what was asked for.
  static func line(_ text: String) throws(Failure) {
    try deliver(Array("\(text.printable)\n".utf8))
  }

  /// A line besides, on standard error.
  static func note(_ text: String) {
    Streams.write(Array("converge: \(text.printable)\n".utf8), to: 2)
  }
}
