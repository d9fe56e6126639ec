internal import Posix

/// Why a commit's signature does not count.
public enum SignatureFault: Error, Equatable, Sendable {
  case unsigned
  case openPGP, x509, unknownKind
  /// More than one signature, or one for another kind of repository.
  case ambiguous
  case malformed(String)
  /// Made for something else, under that name.
  case otherNamespace(String)
  case unlisted(SSHKey)
  /// A certificate, while no line of the file lets an authority's certificates sign.
  case noAuthority(SSHKey)
  /// A certificate that does not count, as far as that is known.
  case certificate(SSHKey, SSHCertificate.Fault)
  /// Of the key in a line whose namespaces do not have git.
  case notForGit(AllowedSigner)
  /// Of the key in a line whose names exclude one another.
  case nameless(AllowedSigner)
  /// The commit was made before that, in seconds since 1970-01-01T00:00:00Z.
  case notYet(AllowedSigner, since: Int64)
  /// The commit was made after that.
  case expired(AllowedSigner, since: Int64)
  /// The signature is of something else.
  case wrong(SSHKey)
  /// `ssh-keygen` does not accept it, in its own words.
  case refused(SSHKey, String)
  /// Nothing is known: what was to check it could not, and what to do about that.
  case unchecked(SSHKey, String, hint: String?)

  /// What signatures of commits are made for.
  static let namespace = Array("git".utf8)
}

extension SignatureFault {
  /// What is wrong, as it follows on "it is not deployed: ".
  ///
  /// - Parameter file: of the allowed signers.
  public func words(_ file: String) -> String {
    switch self {
    case .unsigned: "it is not signed"
    case .openPGP: "it is signed with OpenPGP, and only ssh signatures count"
    case .x509: "it is signed with X.509, and only ssh signatures count"
    case .unknownKind: "its signature is of no known kind, and only ssh signatures count"
    case .ambiguous: "it has more than one signature"
    case .malformed(let what): "its signature is damaged: \(what)"
    case .otherNamespace(let name): "its signature was made for \"\(name)\", not for \"git\""
    case .unlisted(let key):
      "it is signed by the \(key.type) key \(key.fingerprint), which \(file) does not list"
    case .noAuthority(let key):
      "it is signed by a certificate (\(key.type)), and \(file) has no cert-authority"
    case .certificate(let key, let fault):
      "it is signed by a certificate (\(key.type)) \(fault.words(file))"
    case .notForGit(let signer): "\(by(signer, file)), which is not for the namespace git"
    case .nameless(let signer): "\(by(signer, file)), whose names exclude one another"
    case .notYet(let signer, let since):
      "\(by(signer, file)), which counts from \(WallClock.rfc3339(since)) on, and it was committed before"
    case .expired(let signer, let since):
      "\(by(signer, file)), which counted until \(WallClock.rfc3339(since)), and it was committed later"
    case .wrong(let key):
      "the signature by the \(key.type) key \(key.fingerprint) is not one of this commit"
    case .refused(let key, let what):
      "ssh-keygen refuses its signature by the \(key.type) key \(key.fingerprint): \(what)"
    case .unchecked(let key, let why, _):
      "its signature by the \(key.type) key \(key.fingerprint) cannot be checked: \(why)"
    }
  }

  private func by(_ signer: AllowedSigner, _ file: String) -> String {
    let kind = signer.options.isAuthority ? "a certificate of the authority" : "the key"
    return "it is signed by \(kind) \(signer.key.fingerprint) in line \(signer.line) of \(file)"
  }

  /// What to do next.
  ///
  /// - Parameter file: of the allowed signers.
  public func hint(_ file: String) -> String {
    let sign = "commit something signed on top of it"
    let push = "(git commit --allow-empty -S), and push"
    switch self {
    case .unlisted, .noAuthority: return "\(sign) \(push); or add the key to \(file)"
    case .notForGit, .nameless, .notYet, .expired:
      return "\(sign) with another key \(push); or change the line"
    case .unchecked(_, _, let hint): return hint ?? "the next cycle tries again"
    default: return "\(sign) \(push)"
    }
  }
}
