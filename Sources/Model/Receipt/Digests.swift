/// What a stack is made of, as four numbers to compare: each a SHA-256 in hexadecimal digits.
public struct Digests: Equatable, Sendable, Codable {
  /// Its Compose files.
  public var manifest: String
  /// Every other tracked file of it, and those outside its folder that it reaches.
  public var config: String
  /// Its decrypted values, under a key that only this host has.
  public var secrets: String
  /// All three.
  public var deployment: String

  public init(manifest: String, config: String, secrets: String, deployment: String) {
    self.manifest = manifest
    self.config = config
    self.secrets = secrets
    self.deployment = deployment
  }
}
