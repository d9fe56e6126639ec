internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets decrypt`: the plaintext of a SOPS file, for a person at a host.
struct DecryptCommand {
  /// Key files, "-" for standard input; empty: all that a person may have, see ``PersonalKeys``.
  let keys: [String]
  let file: String

  func run() -> Int32 {
    let output = LineOutput(verbose: false)
    Memory.keepFromSwap()
    do {
      let keys = try PersonalKeys.ring(keys)
      let bytes = try InputFile.read(file)
      try Streams.deliver(try Self.decrypt(bytes, keys, file: file))
      return 0
    } catch let failure as Failure {
      failure.problems.forEach(output.show)
      return failure.exitCode
    } catch {
      output.show(error as? Problem ?? Problem("\(error)"))
      return 1
    }
  }

  private static func decrypt(
    _ bytes: [UInt8], _ keys: KeyRing, file: String
  ) throws(Problem) -> [UInt8] {
    let identities = try keys.identities()
    do {
      return try Sops.decrypt(bytes, as: .dotenv, with: identities)
    } catch {
      throw keys.problem(error, at: file)
    }
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
      throw Problem("\(error)")
    }
  }
}
