internal import Crypto

/// A public key by which an ssh server is known.
public struct HostKey: Equatable, Sendable {
  /// Best first.
  private static let types = [
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
  ]

  /// "ssh-ed25519"
  public let type: String
  /// In base64.
  public let key: String

  public init(type: String, key: String) {
    self.type = type
    self.key = key
  }

  /// "SHA256:..." as `ssh-keygen -l` shows it; nil where the key is damaged.
  public var fingerprint: String? {
    guard let blob = Base64.decode(Array(key.utf8), .padded) else { return nil }
    return "SHA256:\(String(decoding: Base64.encode(SHA256.digest(blob), .none), as: UTF8.self))"
  }

  /// Its line in a file of host keys (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
  public func line(host: String, port: Int) -> String {
    "\(port == 22 ? host : "[\(host)]:\(port)") \(type) \(key)\n"
  }

  /// The keys of a server that a file of host keys names, or that `ssh-keyscan` found, best first.
  ///
  /// - Parameters:
  ///   - revoked: whether those are wanted that it takes back (`@revoked`), not the others.
  ///   - exactly: whether those of the server at the host's port 22 are none of the others'.
  public static func all(
    in text: String, host: String, port: Int, revoked: Bool = false, exactly: Bool = false
  ) -> [HostKey] {
    let file = KnownHosts(text)
    let entries =
      (exactly ? file.entries(at: host, port: port) : file.entries(for: host, port: port))
      .filter { $0.revoked == revoked }
    return types.flatMap { type in
      entries.filter { $0.type == type }.map { HostKey(type: $0.type, key: $0.key) }
    }
  }
}
