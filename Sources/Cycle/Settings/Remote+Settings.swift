internal import Git

extension Remote {
  /// The remote that the host's configuration describes.
  init(_ settings: RemoteSettings) throws(RemoteMistake) {
    switch settings.access {
    case .path, .open: try self.init(url: settings.url)
    case .https(let credentials, let caFile):
      try self.init(url: settings.url, tokenFile: credentials?.tokenFile, caFile: caFile)
    case .ssh(let identity, let knownHosts):
      try self.init(url: settings.url, identity: identity, knownHosts: knownHosts)
    }
  }
}
