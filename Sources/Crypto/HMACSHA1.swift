internal import CCrypto

/// HMAC with SHA-1 (RFC 2104), for one purpose: host names in OpenSSH's `known_hosts` may be hashed
/// so (sshd(8), SSH_KNOWN_HOSTS FORMAT). Nothing is protected by it here.
public enum HMACSHA1 {
  /// The code of `message` under a key of any length: 20 bytes.
  public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 20)
    let made = HMAC(
      EVP_sha1(), key, Int32(key.count), message, message.count, &result, nil)
    precondition(made != nil, "out of memory")
    return result
  }
}
