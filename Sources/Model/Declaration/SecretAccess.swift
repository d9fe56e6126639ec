/// Who may read the plaintext of an encrypted file.
public struct SecretAccess: Hashable, Sendable, Codable {
  /// Numbers of a user and a group, as the host counts them.
  public var owner: UInt32
  public var group: UInt32
  /// Permission bits.
  public var mode: UInt32

  public init(owner: UInt32, group: UInt32, mode: UInt32) {
    self.owner = owner
    self.group = group
    self.mode = mode
  }

  /// For root's eyes only, which is how every plaintext stands unless the Compose file says more.
  public static let closed = SecretAccess(owner: 0, group: 0, mode: 0o600)
}
