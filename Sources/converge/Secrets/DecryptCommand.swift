internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets decrypt`: the plaintext of a SOPS file, for a person at a host.
struct DecryptCommand {
  /// Key files; empty: those of the host's configuration.
  let keys: [String]
  let file: String

  func run() -> Int32 {
    let output = LineOutput(verbose: false)
    do {
      let files = keys.isEmpty ? try Settings.keyFiles() : keys
      let identities = try AgeKeys.load(files)
      let bytes = try InputFile.read(file)
      try Streams.deliver(try Self.decrypt(bytes, identities, file: file))
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
    _ bytes: [UInt8], _ identities: [Identity], file: String
  ) throws(Problem) -> [UInt8] {
    do {
      return try Sops.decrypt(bytes, as: .dotenv, with: identities)
    } catch {
      throw Problem("\(error)", at: .init(file))
    }
  }
}

/// A file named on the command line; "-" is standard input.
enum InputFile {
  /// Bytes that are read at most.
  static let limit = 64 << 20

  static func read(_ path: String) throws(Problem) -> [UInt8] {
    do {
      return try Descriptor.open(path == "-" ? "/dev/stdin" : path).readAll(limit: limit)
    } catch {
      throw Problem("\(error)")
    }
  }
}
