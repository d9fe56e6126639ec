/// A remote repository and how to be let in.
public struct Remote: Equatable, Sendable, CustomStringConvertible {
  /// What is offered to the server, and what proves the server. The files are read when used.
  public enum Access: Equatable, Sendable {
    /// Nothing is offered: a path, `git://` or `http://`.
    case open
    /// - Parameters:
    ///   - tokenFile: holds the password of the user named in the URL, or of "git".
    ///   - authorityFile: the certificate authorities to trust instead of the system's.
    case https(tokenFile: String?, authorityFile: String?)
    /// - Parameters:
    ///   - identity: an ed25519 private key without a passphrase.
    ///   - knownHosts: the only file of host keys that counts (sshd(8), SSH_KNOWN_HOSTS FORMAT).
    case ssh(identity: String, knownHosts: String)
  }

  public let url: RemoteURL
  public let access: Access

  public var description: String { url.description }

  /// Checks that the options fit the kind of URL, as the host configuration names them.
  ///
  /// - Throws: `RemoteMistake` for the first option that does not fit.
  public init(
    url: String, tokenFile: String? = nil, caFile: String? = nil, identity: String? = nil,
    knownHosts: String? = nil
  ) throws(RemoteMistake) {
    self.url = try RemoteURL(url)
    let kind = self.url.kind
    if tokenFile != nil && kind != .https {
      throw RemoteMistake(.tokenFile, "is for https:// only; a token never goes over anything else")
    }
    if caFile != nil && kind != .https { throw RemoteMistake(.caFile, "is for https:// only") }
    if identity != nil && kind != .ssh { throw RemoteMistake(.identity, "is for ssh only") }
    if knownHosts != nil && kind != .ssh { throw RemoteMistake(.knownHosts, "is for ssh only") }
    switch kind {
    case .path, .http, .git: access = .open
    case .https: access = .https(tokenFile: tokenFile, authorityFile: caFile)
    case .ssh:
      guard let identity else {
        throw RemoteMistake(.identity, "is needed for ssh: the file of an ed25519 private key")
      }
      guard let knownHosts else {
        throw RemoteMistake(.knownHosts, "is needed for ssh: the file of the server's host keys")
      }
      access = .ssh(identity: identity, knownHosts: knownHosts)
    }
  }
}

/// A remote that is configured wrongly.
public struct RemoteMistake: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key of the host configuration that is to be changed.
  public enum Field: String, Sendable {
    case url
    case tokenFile = "token-file"
    case caFile = "ca-file"
    case identity
    case knownHosts = "known-hosts"
  }

  public let field: Field
  /// The reason, to be read after the field's name: "is for ssh only".
  public let reason: String

  init(_ field: Field, _ reason: String) {
    self.field = field
    self.reason = reason
  }

  public var description: String { "\(field.rawValue) \(reason)" }
}
