internal import Cycle

/// What a person asked of `converge init`.
public struct SetupOptions: Equatable, Sendable {
  /// Where the repository is, in the order in which remotes are to be tried.
  public var remotes: [String] = []
  /// The configuration to write; its folder takes the keys.
  public var configuration = Settings.defaultPath
  /// This host's name in the repository; nil for the one that it has, or else the machine's own,
  /// unless a person says another.
  public var host: String?
  /// Nil for that of the configuration, or main.
  public var branch: String?
  /// Whether nobody is asked for anything.
  public var yes = false
  /// The fingerprints of which the host key of each ssh server must have one: "SHA256:...". Servers
  /// whose owners publish their keys need none.
  public var hostKeys: [String] = []
  /// Files that hold a token each.
  public var tokenFiles: [TokenFile] = []
  /// Whether standard input holds a token.
  public var readsToken = false
  /// The certificates of a private authority.
  public var authorityFile: String?
  /// Other places than usual, for the configuration.
  public var checkout: String?
  public var state: String?
  /// The Engine's socket as "unix:///path".
  public var docker: String?
  /// Whether the timer is enabled at the end.
  public var timer = true
  /// Whether this machine takes the name of another one.
  public var adopt = false

  public init() {}
}

/// A file that holds a token, as `--token-file` names it.
public struct TokenFile: Equatable, Sendable {
  /// The server that it is for, "git.lan" or "git.lan:3000"; nil where there is only one.
  public let server: String?
  public let path: String

  /// - Parameter text: `FILE`, or `HOST=FILE`; before the `=` of a path is a slash.
  public init(_ text: String) {
    guard let mark = text.firstIndex(of: "="), mark != text.startIndex,
      !text[..<mark].contains("/")
    else {
      (server, path) = (nil, text)
      return
    }
    (server, path) = (text[..<mark].lowercased(), String(text[text.index(after: mark)...]))
  }
}
