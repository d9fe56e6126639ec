/// A remote repository and how to be let in.
public struct Remote: Equatable, Sendable, CustomStringConvertible {
  /// What is offered to the server, and what proves the server. The files are read when used.
  public enum Access: Equatable, Sendable {
    /// Nothing is offered: a path, `git://` or `http://`.
    case open
    /// - Parameters:
    ///   - tokenFile: holds the user's token.
    ///   - authorityFile: the certificate authorities to trust instead of the system's.
    case https(user: String, tokenFile: String?, authorityFile: String?)
    /// - Parameters:
    ///   - identity: a private key; those that are not ed25519, or have a passphrase, are used by
    ///     the system's `ssh`.
    ///   - knownHosts: the only file of host keys that counts (sshd(8), SSH_KNOWN_HOSTS FORMAT).
    case ssh(identity: String, knownHosts: String)
  }

  /// Where the passphrase of a key stands.
  public enum Passphrase: Equatable, Sendable {
    /// A file that holds it alone, on one line.
    case file(String)
    /// A credential of the service (systemd.exec(5), LoadCredential=).
    case credential(String)
  }

  /// Reads a credential by its name.
  public typealias CredentialReader = (String) throws(GitError) -> [UInt8]

  /// Knows no credentials.
  public static func noCredential(_ name: String) throws(GitError) -> [UInt8] {
    throw GitError(.configuration, "use credential:\(name)", "there are no credentials here")
  }

  public let url: RemoteURL
  public let access: Access
  /// What opens the identity.
  public var passphrase: Passphrase?
  /// What https goes through; nil for what the environment names.
  public var proxy: RemoteProxy?

  public var description: String { url.description }

  /// Checks that the options fit the kind of URL, as the host configuration names them.
  ///
  /// - Parameters:
  ///   - user: whom the token belongs to; nil: the user in the URL, else "git".
  ///   - proxy: `http://[user@]host:port`.
  ///   - proxyPasswordFile: holds the password of the proxy's user.
  /// - Throws: `RemoteMistake` for the first option that does not fit.
  public init(
    url: String, user: String? = nil, tokenFile: String? = nil, caFile: String? = nil,
    identity: String? = nil, knownHosts: String? = nil, passphrase: Passphrase? = nil,
    proxy: String? = nil, proxyPasswordFile: String? = nil
  ) throws(RemoteMistake) {
    self.url = try RemoteURL(url)
    let options: [RemoteMistake.Field: String?] = [
      .user: user, .tokenFile: tokenFile, .caFile: caFile, .identity: identity,
      .knownHosts: knownHosts, .proxy: proxy, .proxyPasswordFile: proxyPasswordFile,
    ]
    var given = Set(options.filter { $0.value != nil }.keys)
    if passphrase != nil { given.insert(.passphrase) }
    self.passphrase = passphrase
    self.proxy =
      if let proxy { try RemoteProxy(proxy, passwordFile: proxyPasswordFile) } else { nil }
    if let mistake = Remote.mistakes(self.url, given: given).first { throw mistake }
    switch self.url.kind {
    case .path, .http, .git: access = .open
    case .https:
      access = .https(
        user: user ?? self.url.user ?? "git", tokenFile: tokenFile, authorityFile: caFile)
    case .ssh: access = .ssh(identity: identity ?? "", knownHosts: knownHosts ?? "")
    }
  }

  /// What does not fit the kind of a URL, in the order of the fields.
  ///
  /// - Parameter given: the options that have a value.
  public static func mistakes(
    _ url: RemoteURL, given: Set<RemoteMistake.Field>
  ) -> [RemoteMistake] {
    let needed: Set<RemoteMistake.Field> = url.kind == .ssh ? [.identity, .knownHosts] : []
    return RemoteMistake.Field.allCases.compactMap { field in
      if given.contains(field), field.kinds.isEmpty {
        return RemoteMistake(
          field, "cannot be used: libgit2 shows no client certificates; use token-file, or ssh")
      }
      if given.contains(field) && !field.kinds.contains(url.kind) {
        return RemoteMistake(field, "is for \(field.kinds == [.ssh] ? "ssh" : "https://") only")
      }
      if field == .proxyPasswordFile && given.contains(field) && !given.contains(.proxy) {
        return RemoteMistake(field, "needs proxy beside it")
      }
      if field == .user && given.contains(.user) && !given.contains(.tokenFile) {
        return RemoteMistake(field, "needs token-file beside it")
      }
      return needed.contains(field) && !given.contains(field)
        ? RemoteMistake(field, "is needed for ssh: the file of \(field.words)") : nil
    }
  }
}

/// A remote that is configured wrongly.
public struct RemoteMistake: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key of the host configuration that is to be changed.
  public enum Field: String, CaseIterable, Sendable {
    case url
    case user
    case tokenFile = "token-file"
    case caFile = "ca-file"
    case identity
    case knownHosts = "known-hosts"
    case passphrase
    case proxy
    case proxyPasswordFile = "proxy-password-file"
    case clientCertificate = "client-certificate"
    case clientKey = "client-key"

    /// The kinds of URL that it has a meaning for.
    fileprivate var kinds: [RemoteURL.Kind] {
      switch self {
      case .url: [.path, .http, .git, .https, .ssh]
      case .user, .tokenFile, .caFile: [.https]
      case .identity, .knownHosts, .passphrase: [.ssh]
      // libgit2 asks the server itself where the remote is http, and tells it the password too
      case .proxy, .proxyPasswordFile: [.https]
      case .clientCertificate, .clientKey: []
      }
    }

    fileprivate var words: String {
      self == .identity ? "a private key" : "the server's host keys"
    }
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
