import Crypto
import TestSupport

@testable import Secrets

extension FuzzTarget {
  /// Encrypted files, and what comes out of them.
  static let secrets = [
    FuzzTarget(name: "sops", words: sopsWords) { bytes in
      for format in SopsFormat.allCases {
        _ = attempt { try Sops.decrypt(bytes, as: format, with: identities) }
        guard let tree = attempt({ try format.read(plaintext: bytes) }) else { continue }
        guard let text = attempt({ try format.write(plaintext: tree) }) else { continue }
        // aliases can make a text larger than what is read
        if format == .yaml, text.count > 1 << 20 { continue }
        guard let again = attempt({ try format.read(plaintext: text) }) else {
          fatalError("what was read as \(format) cannot be read again")
        }
        // sops moves comments of yaml each time it writes, and loses some
        let isSame =
          format == .yaml
          ? again.count == tree.count
            && zip(again, tree).allSatisfy { $0.hasSameValues(as: $1) }
          : attempt { try format.write(plaintext: again) } == text
        hold(isSame, "what was read as \(format) changes when it is read again")
      }
      _ = attempt { try SopsFormat(of: "a.secret.conf", bytes) }
    },
    // behind the key everything is authenticated: this goes on without one
    FuzzTarget(name: "sops-metadata", words: sopsWords) { bytes in
      for format in SopsFormat.allCases {
        guard var file = attempt({ try SopsFile(bytes, as: format) }) else { continue }
        attempt {
          try SopsWalk.each(&file.tree, file.rule) { (value, _) throws(SecretsError) in
            if let cipher = SopsCipher(value.text) { _ = SopsValue(value.text, type: cipher.type) }
          }
        }
        _ = attempt { try file.bytes() }
      }
    },
    FuzzTarget(name: "age", words: ["-> X25519 ", "--- ", "\n", "age-encryption.org/v1\n"]) {
      bytes in
      _ = attempt { _ = try AgeFile.decrypt(bytes, armored: false, with: identities) }
      guard let header = attempt({ try AgeHeader(bytes) }) else { return }
      hold(header.size <= bytes.count, "a header longer than its file")
    },
    FuzzTarget(
      name: "armor",
      words: [
        "-----BEGIN AGE ENCRYPTED FILE-----\n", "-----END AGE ENCRYPTED FILE-----\n", "==", "\r\n",
      ]
    ) { bytes in
      _ = attempt { _ = try AgeFile.decrypt(bytes, armored: true, with: identities) }
      guard let file = attempt({ try AgeArmor.decode(bytes) }) else { return }
      hold(attempt { try AgeArmor.decode(AgeArmor.encode(file)) } == file, "armor is not stable")
    },
    FuzzTarget(name: "keys", words: ["AGE-SECRET-KEY-1", "#", "\n"]) { bytes in
      _ = attempt { try KeyFile.parse(bytes, named: "age.key") }
      _ = attempt { try KeyFile.parse(words: bytes, named: "SOPS_AGE_KEY") }
    },
    FuzzTarget(
      name: "ssh-key",
      words: ["openssh-key-v1\0", "ssh-ed25519", "ssh-rsa", "none", "\0\0\0\u{20}", "\0\0\0\u{0b}"]
    ) { bytes in
      // what the armor holds, since base64 hides it from mutations
      _ = attempt { try SSHPrivateKey.parse(binary: bytes) }
      _ = attempt { try KeyFile.parse(bytes, named: "id") }
    },
    FuzzTarget(
      name: "scrypt",
      words: ["-> scrypt ", " 1", " 10", " 20", " 99999999999999999999", "\n", "--- "]
    ) { bytes in
      var isAsked = false
      _ = attempt {
        // not to pay for scrypt: what is looked for is what comes before
        _ = try AgeFile.decrypt(bytes, armored: false) {
          isAsked = true
          return nil
        }
      }
      guard isAsked, let header = attempt({ try AgeHeader(bytes) }) else { return }
      hold(header.stanzas.count == 1, "a passphrase beside other recipients")
    },
    FuzzTarget(
      name: "recipients",
      words: ["age1", "ssh-ed25519 ", "AAAAC3NzaC1lZDI1NTE5AAAAI", "age1pq1", "="]
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let recipient = attempt({ try Recipient(text) }) else { return }
      hold(
        attempt { try Recipient(recipient.description) } == recipient,
        "a recipient that is another one when it is read again")
    },
    FuzzTarget(name: "dotenv", words: ["=", "\"", "'", "${", "}", "$", "\\", "#", "\n", "export "])
    {
      for entry in Dotenv($0).entries {
        _ = Dotenv.changes(entry)
        _ = Dotenv.variants(entry)
      }
      var masker = Masker()
      masker.add(dotenv: $0)
      _ = masker.mask(String(decoding: $0, as: UTF8.self))
    },
  ]

  private static let identities =
    (try? KeyFile.parse(Array(AgeKey.host.identity.utf8), named: "age.key")) ?? []

  private static let sopsWords = [
    "sops_", "__list_", "__map_", "age", "recipient", "enc", "mac", "lastmodified", "version",
    "unencrypted_suffix", "encrypted_regex", "unencrypted_regex", "mac_only_encrypted",
    "shamir_threshold", "key_groups", "ENC[AES256_GCM,data:", ",iv:", ",tag:", ",type:str]", "\\n",
    "=", "\n", "#", "^(", ")*$", "[a-z]", "{2,9}", "99999999999999999999", "true", "(?i)",
  ]
}
