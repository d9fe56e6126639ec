internal import Crypto
internal import Posix

/// The files that a remote's configuration names, read when they are used. No error holds any of
/// their content.
enum ConfiguredFile {
  /// - Parameter key: the key of the configuration that names the file, for messages.
  static func text(_ path: String, key: String) throws(GitError) -> String {
    let action = "use \(key) \(path)"
    let bytes: [UInt8]
    do {
      bytes = try Descriptor.open(path).readAll(limit: 4 << 20)
    } catch {
      throw GitError(.configuration, action, error.description)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw GitError(.configuration, action, "it is not a text file")
    }
    return text
  }

  /// The token in a file, without the line's end.
  static func token(_ path: String) throws(GitError) -> String {
    var text = try text(path, key: "token-file")[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    else {
      throw GitError(
        .configuration, "use token-file \(path)", "it is to hold the token alone, on one line")
    }
    return String(text)
  }

  /// Checks that a file is an ed25519 private key that needs no passphrase (OpenSSH, PROTOCOL.key).
  static func checkIdentity(_ path: String) throws(GitError) {
    let text = try text(path, key: "identity")
    let lines = text.split { $0.isNewline }
    func refuse(_ reason: String) -> GitError {
      GitError(.configuration, "use identity \(path)", reason)
    }
    guard lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----" else {
      throw refuse("it is no OpenSSH private key; make one with ssh-keygen -t ed25519 -N ''")
    }
    let body = lines.dropFirst().prefix { !$0.hasPrefix("-") }.joined()
    let content = Base64.decode(Array(body.utf8), .padded) ?? []
    // magic, cipher "none", key derivation "none" without options, one key
    let plain = strings(["none", "none", ""]) + [0, 0, 0, 1]
    let start = Array("openssh-key-v1\0".utf8)
    guard content.starts(with: start) else { throw refuse("it is damaged") }
    let rest = content.dropFirst(start.count)
    guard rest.starts(with: plain) else {
      throw refuse("it needs a passphrase; remove that with ssh-keygen -p -N '' -f \(path)")
    }
    // the public key: its length, then its type
    guard rest.dropFirst(plain.count + 4).starts(with: strings(["ssh-ed25519"])) else {
      throw refuse("it is of another type than ed25519; make one with ssh-keygen -t ed25519 -N ''")
    }
  }

  private static func strings(_ texts: [String]) -> [UInt8] {
    texts.flatMap { [0, 0, 0, UInt8($0.utf8.count)] + Array($0.utf8) }
  }
}
