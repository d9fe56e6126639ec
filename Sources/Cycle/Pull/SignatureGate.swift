internal import Crypto
internal import Docker
internal import Git
internal import Glibc
public import Model
internal import Posix
internal import Signatures

/// Tells commits that are signed by a key of the host's file from others.
struct SignatureGate {
  /// The file's absolute path.
  let path: String
  private let check: SignatureCheck
  /// Names what stands in the file.
  private let digest: String

  /// Reads the file.
  ///
  /// - Parameter stop: a descriptor that becomes readable when a check is to be given up.
  /// - Throws: `.settingsInvalid` where the file cannot be read or understood.
  static func open(_ path: String, stop: Int32?) throws(Failure) -> SignatureGate {
    do {
      let file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
      let bytes = try file.readAll(limit: 1 << 20)
      let program = KeygenProgram(file: path, environment: environment, stop: stop)
      return SignatureGate(
        path: path, check: SignatureCheck(try AllowedSigners(bytes), program: program),
        digest: hexadecimal(SHA256.digest(bytes)))
    } catch let mistake as AllowedSigners.Mistake {
      throw .settingsInvalid([
        Problem(mistake.reason, at: Problem.Place(path, line: mistake.line))
      ])
    } catch {
      throw .settingsInvalid([Problem("\(error)")])
    }
  }

  /// What `ssh-keygen` is told of this process.
  private static var environment: [String] {
    let names = ["PATH", "HOME", "TZ"]
    return names.compactMap { name in Host.environment(name).map { "\(name)=\($0)" } }
  }

  /// What the record holds of a commit whose signature is good, as long as the file is the same.
  func approval(of commit: ObjectID) -> String { "\(commit) \(digest)" }

  /// - Returns: whose signature the commit has.
  /// - Throws: why it has none that counts.
  func signer(of commit: SignedCommit) throws(SignatureFault) -> String {
    try check.signer(of: commit)
  }
}

extension Cycle {
  /// What is wrong with the file of allowed signers, without which no cycle pulls.
  public static func signersFault(_ settings: Settings) -> Problem? {
    guard let path = settings.allowedSigners else { return nil }
    do {
      _ = try SignatureGate.open(path, stop: nil)
      return nil
    } catch {
      return error.problems.first
    }
  }
}
