internal import Glibc
internal import Posix

/// The system's `ssh-keygen`, for what this program does not check itself.
public struct KeygenProgram: Sendable {
  private static let deadline = 20.0
  private static let outputLimit = 64 << 10
  /// The signature's path in the child.
  private static let signaturePath = "/dev/fd/3"

  private let file: String
  private let environment: [String]
  private let stop: Int32?
  private let name: String

  /// - Parameters:
  ///   - file: of the allowed signers, as an absolute path.
  ///   - environment: the whole environment of the program, as "NAME=value".
  ///   - stop: a descriptor that becomes readable when it is to be given up.
  ///   - name: of the program, looked up in PATH.
  public init(
    file: String, environment: [String], stop: Int32?, name: String = "ssh-keygen"
  ) {
    self.file = file
    self.environment = environment
    self.stop = stop
    self.name = name
  }

  /// Whether somebody's key signed the commit.
  ///
  /// - Parameters:
  ///   - moment: when it was made, as `SignerTime` writes it.
  ///   - name: a principal that the file has.
  func verify(
    _ signature: SSHSignature, of commit: SignedCommit, at moment: String, as name: String
  ) throws(SignatureFault) {
    let result = try run(
      ["-Y", "verify", "-n", "git", "-f", file, "-I", name], signature, commit, moment)
    guard result.succeeded else { throw .refused(signature.key, KeygenProgram.words(result)) }
  }

  /// The same for a certificate: whose it is stands in it, and who vouches for it in the file.
  ///
  /// - Returns: one of its principals.
  func verifyCertificate(
    _ signature: SSHSignature, of commit: SignedCommit, at moment: String
  ) throws(SignatureFault) -> String {
    let found = try run(["-Y", "find-principals", "-f", file], signature, commit, moment)
    let names = String(decoding: found.output, as: UTF8.self).split(separator: "\n").map(
      String.init)
    guard found.succeeded, !names.isEmpty else {
      throw .refused(signature.key, KeygenProgram.words(found))
    }
    var fault: SignatureFault?
    for name in names {
      do throws(SignatureFault) {
        try verify(signature, of: commit, at: moment, as: name)
        return name
      } catch {
        fault = error
      }
    }
    throw fault ?? .unlisted(signature.key)
  }

  private func run(
    _ arguments: [String], _ signature: SSHSignature, _ commit: SignedCommit, _ moment: String
  ) throws(SignatureFault) -> Child.Result {
    guard case .ssh(let text) = commit.signature else { throw .unsigned }
    let options = ["-O", "verify-time=\(moment)", "-s", KeygenProgram.signaturePath]
    let child = Child(
      name, arguments + options, environment: environment, input: commit.payload,
      deadline: KeygenProgram.deadline, outputLimit: KeygenProgram.outputLimit)
    let result: Child.Result
    do {
      let file = try Descriptor.memory(holding: text)
      result = try child.run(keeping: file.raw, stop: stop)
    } catch {
      let hint = error.isMissing ? "install ssh-keygen: apt-get install openssh-client" : nil
      let why = error.isMissing ? "ssh-keygen is not installed" : "\(error)"
      throw .unchecked(signature.key, why, hint: hint)
    }
    guard case .exited = result.end else {
      throw .unchecked(signature.key, "ssh-keygen did not come to its end", hint: nil)
    }
    return result
  }

  /// What it said last.
  private static func words(_ result: Child.Result) -> String {
    let lines = String(decoding: result.errors + result.output, as: UTF8.self).split {
      $0.isNewline
    }
    return lines.last.map { String($0.prefix(200)) } ?? "it ended with an error"
  }
}
