@testable import Signatures

extension FuzzTarget {
  /// What remotes serve, and the administrator's list of those who may sign it.
  static let signatures = [
    FuzzTarget(
      name: "signature",
      words: [
        "SSHSIG\0\0\0\u{01}", "ssh-ed25519", "\0\0\0\u{0b}", "\0\0\0\u{20}", "\0\0\0\u{03}git",
        "\0\0\0\u{06}sha512", "ssh-ed25519-cert-v01@openssh.com",
      ]
    ) { bytes in
      // what the armor holds, since base64 hides it from mutations
      guard let signature = attempt({ try SSHSignature(binary: bytes) }) else { return }
      hold(signature.isSound(of: bytes) != true, "a signature over itself")
      hold(signature.key.fingerprint.utf8.count == 50, "\(signature.key)")
    },
    FuzzTarget(
      name: "commit",
      words: [
        "gpgsig ", "gpgsig-sha256 ", "\n ", "\n\n", "committer ", "author ", "> 1 +0000",
        "-----BEGIN SSH SIGNATURE-----\n ", "-----END SSH SIGNATURE-----\n",
      ]
    ) { bytes in
      let commit = SignedCommit(bytes)
      hold(commit.payload.count <= bytes.count, "more is signed than there is")
      hold(commit.signature != nil || commit.payload == bytes, "lost without a signature")
      guard case .ssh(let text) = commit.signature else { return }
      _ = attempt { try SSHSignature(armored: text) }
    },
    FuzzTarget(
      name: "signers",
      words: [
        "cert-authority", "namespaces=\"git\"", "valid-after=\"20260101\"", "valid-before=\"",
        ",", "\"", "\\\"", " ", "\t", "#", "!", "*", "?", "ssh-ed25519 ", "Z\"", "99999999999999",
      ]
    ) { bytes in
      guard let signers = attempt({ try AllowedSigners(bytes) }) else { return }
      for signer in signers.all {
        _ = signer.ownName
        let found = attempt { try signers.signer(signer.key, at: 1_795_269_600) }
        hold(found.map { $0.key == signer.key } ?? true, "a line with another key")
      }
    },
  ]
}
