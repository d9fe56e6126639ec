internal import Crypto
internal import Posix

/// What tells ssh(1) the passphrase of a key: a program and the passphrase, both in memory alone.
/// Neither an argument nor a variable holds it, nor any file system.
final class AskPass {
  private let program: Descriptor
  private let passphrase: Descriptor

  /// - Parameter bytes: the passphrase, which is wiped.
  /// - Throws: `PosixError` where there is no memory left.
  init(taking bytes: inout [UInt8]) throws(PosixError) {
    defer { Wipe.bytes(&bytes) }
    passphrase = try Descriptor.inMemory(bytes)
    program = try Descriptor.inMemory(Array("#!/bin/sh\nexec cat \(passphrase.path)\n".utf8))
  }

  /// The variables by which ssh and ssh-keygen find it.
  var environment: [String] {
    ["SSH_ASKPASS=\(program.path)", "SSH_ASKPASS_REQUIRE=force"]
  }

  /// Whether the passphrase opens a key; nil where that cannot be found out.
  func opens(_ identity: String, _ environment: [String]) -> Bool? {
    let child = Child(
      "ssh-keygen", ["-y", "-f", identity], environment: environment + self.environment,
      deadline: 20, outputLimit: 16 << 10)
    return (try? child.run())?.succeeded
  }
}

extension Remote.Passphrase {
  /// What to call it in messages.
  var name: String {
    switch self {
    case .file(let path): path
    case .credential(let name): "credential:\(name)"
    }
  }

  /// The passphrase, without the line's end, to be wiped by the caller.
  func bytes(_ credential: Remote.CredentialReader) throws(GitError) -> [UInt8] {
    var bytes: [UInt8]
    switch self {
    case .file(let path): bytes = Array(try ConfiguredFile.text(path, key: "passphrase").utf8)
    case .credential(let name): bytes = try credential(name)
    }
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    if bytes.isEmpty || bytes.contains(where: { $0 < 32 || $0 == 127 }) {
      Wipe.bytes(&bytes)
      throw GitError(
        .configuration, "use passphrase \(name)", "it is to hold the passphrase alone, on one line")
    }
    return bytes
  }
}
