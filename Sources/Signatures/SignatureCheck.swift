/// Whether commits are signed by those who may: ed25519 keys are checked right here, keys of other
/// types and certificates by the system's `ssh-keygen`.
///
/// What counts is what git counts (gpg.ssh.allowedSignersFile in git-config(1)): any key of the
/// file, whoever the committer says to be, at the time that the commit itself tells as its own.
public struct SignatureCheck: Sendable {
  private let signers: AllowedSigners
  private let program: KeygenProgram

  /// - Parameters:
  ///   - signers: what stands in the file.
  ///   - program: `ssh-keygen` with that file.
  public init(_ signers: AllowedSigners, program: KeygenProgram) {
    self.signers = signers
    self.program = program
  }

  /// - Returns: whose signature it is: "ann@example.org".
  /// - Throws: why it does not count.
  public func signer(of commit: SignedCommit) throws(SignatureFault) -> String {
    let signature = try SSHSignature(armored: try text(of: commit))
    guard signature.namespace == SignatureFault.namespace else {
      let name = String(decoding: signature.namespace.prefix(40), as: UTF8.self)
      throw .otherNamespace(name)
    }
    guard let time = commit.time, let moment = SignerTime.text(time) else {
      throw .malformed("the commit does not tell when it was made")
    }
    if signature.key.isCertificate {
      guard signers.hasAuthority else { throw .noAuthority(signature.key) }
      return try certified(signature, commit, time, moment)
    }
    let signer = try signers.signer(signature.key, at: time)
    switch signature.isSound(of: commit.payload) {
    case true?: break
    case false?: throw .wrong(signature.key)
    case nil: try program.verify(signature, of: commit, at: moment, as: signer.ownName ?? "")
    }
    return signer.principals
  }

  /// What `ssh-keygen` says of a certificate that it refuses leads nowhere: the certificate tells.
  private func certified(
    _ signature: SSHSignature, _ commit: SignedCommit, _ time: Int64, _ moment: String
  ) throws(SignatureFault) -> String {
    do {
      return try program.verifyCertificate(signature, of: commit, at: moment)
    } catch {
      guard case .refused = error, let certificate = SSHCertificate(signature.key) else {
        throw error
      }
      throw certificate.fault(signers, at: time) ?? error
    }
  }

  private func text(of commit: SignedCommit) throws(SignatureFault) -> [UInt8] {
    switch commit.signature {
    case nil: throw .unsigned
    case .ssh(let text)?: return text
    case .openPGP?: throw .openPGP
    case .x509?: throw .x509
    case .unknown?: throw .unknownKind
    case .ambiguous?: throw .ambiguous
    }
  }
}
