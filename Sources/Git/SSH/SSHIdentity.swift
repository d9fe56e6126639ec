internal import Crypto

/// What can be seen of a private key for ssh without opening it (OpenSSH, PROTOCOL.key; RFC 7468).
enum SSHIdentity: Equatable {
  /// ed25519 without a passphrase, which libgit2 can use.
  case plain
  /// Of another type, or with a passphrase: for the system's `ssh`.
  case other(needsPassphrase: Bool)

  /// - Throws: `.configuration` where the file is no private key.
  init(file path: String) throws(GitError) {
    let lines = try ConfiguredFile.text(path, key: "identity").split { $0.isNewline }
    func refuse(_ reason: String) -> GitError {
      GitError(.configuration, "use identity \(path)", reason)
    }
    let first = lines.first ?? ""
    guard first.hasPrefix("-----BEGIN "), first.hasSuffix("PRIVATE KEY-----") else {
      throw refuse("it is no private key for ssh; make one with ssh-keygen -t ed25519 -N ''")
    }
    guard first.contains("OPENSSH") else {
      let isLocked = lines.prefix(3).contains { $0.contains("ENCRYPTED") }
      self = .other(needsPassphrase: isLocked)
      return
    }
    let body = lines.dropFirst().prefix { !$0.hasPrefix("-") }.joined()
    let content = Base64.decode(Array(body.utf8), .padded) ?? []
    let start = Array("openssh-key-v1\0".utf8)
    guard content.starts(with: start) else { throw refuse("it is damaged") }
    self.init(content.dropFirst(start.count))
  }

  /// - Parameter content: what follows the magic word.
  private init(_ content: ArraySlice<UInt8>) {
    // cipher "none", key derivation "none" without options, one key
    let open = SSHIdentity.strings(["none", "none", ""]) + [0, 0, 0, 1]
    guard content.starts(with: open) else {
      self = .other(needsPassphrase: true)
      return
    }
    // the public key: its length, then its type
    let type = SSHIdentity.strings(["ssh-ed25519"])
    let isPlain = content.dropFirst(open.count + 4).starts(with: type)
    self = isPlain ? .plain : .other(needsPassphrase: false)
  }

  /// What to do where ssh cannot read a key because of its form; "" where the form is ssh's own.
  static func formHint(_ path: String) -> String {
    let text = (try? ConfiguredFile.text(path, key: "identity")) ?? ""
    guard text.hasPrefix("-----BEGIN PRIVATE KEY") || text.hasPrefix("-----BEGIN ENCRYPTED PRIVATE")
    else { return "" }
    return
      "; it has the form PKCS#8, which not every ssh reads: convert it where ssh is 9.6 or later "
      + "(ssh-keygen -p -f \(path)), or make a new one with ssh-keygen -t ed25519 -N ''"
  }

  private static func strings(_ texts: [String]) -> [UInt8] {
    texts.flatMap { [0, 0, 0, UInt8($0.utf8.count)] + Array($0.utf8) }
  }
}
