internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets decrypt`: the plaintext of a SOPS file, for a person at a host.
struct DecryptCommand: Equatable {
  let file: String
  /// Where it goes; nil for standard output.
  var output: String?
  var format: SopsFormat?
  /// Key files, "-" for standard input; empty: all that a person may have, see ``PersonalKeys``.
  var keys: [String] = []

  func run() throws(Failure) {
    let ring = try PersonalKeys.ring(keys)
    let bytes: [UInt8]
    let identities: [Identity]
    do throws(Problem) {
      bytes = try InputFile.read(file)
      identities = try ring.identities()
    } catch {
      throw Failure(error)
    }
    let plaintext: [UInt8]
    do throws(SecretsError) {
      let format = if let format { format } else { try SopsFormat(of: file, bytes) }
      plaintext = try Sops.decrypt(bytes, as: format, with: identities)
    } catch {
      throw Failure(error, in: file, ring)
    }
    guard let output else { return try SecretsOutput.deliver(plaintext) }
    try write(plaintext, to: output)
  }

  private func write(_ plaintext: [UInt8], to output: String) throws(Failure) {
    var isSame = false
    do throws(PosixError) {
      let target = try WholeFile(output)
      if file != "-" { isSame = try WholeFile(file).path == target.path }
      if !isSame, try target.replace(by: plaintext, mode: 0o600) { return }
    } catch {
      throw Failure(error)
    }
    if isSame { throw .usage(Problem("-o names the encrypted file itself")) }
    throw .plain("\(output) was changed meanwhile: nothing was written", hint: "try again")
  }
}

/// A file named on the command line; "-" is standard input.
enum InputFile {
  /// Bytes that are read at most.
  static let limit = 64 << 20

  static func read(_ path: String) throws(Problem) -> [UInt8] {
    do {
      if path == "-" { return try Descriptor.standardInput().readAll(limit: limit) }
      return try Descriptor.open(path).readAll(limit: limit)
    } catch {
      throw Problem("\(PosixError(code: error.code, call: error.call, path: name(of: path)))")
    }
  }

  private static func name(of path: String) -> String { path == "-" ? "standard input" : path }
}
