internal import Cycle
internal import Git
internal import Model

/// A remote and the files that go with it, as the configuration names or is going to name them.
struct RemoteEntry: Equatable {
  let url: RemoteURL
  /// For ssh: the deploy key.
  var identity: String?
  /// For ssh: the file of host keys.
  var knownHosts: String?
  /// For https: the file of the token in use, and whose token it is.
  var token: String?
  var user: String?
  /// For https: the file of the private authority in use.
  var authority: String?
  /// What is configured, for what is not asked about.
  private var given: Remote?
  /// Where those go that turn out to be needed.
  var places: Places
  /// The paths of the tokens that it refused.
  var triedTokens: Set<String> = []
  /// Whether it was shown the token of the command line.
  var wasShownGiven = false

  struct Places: Equatable {
    var token: String
    var authority: String
  }

  var remote: Remote {
    get throws(Failure) {
      do {
        var remote = try Remote(
          url: url.text, user: token == nil ? nil : user, tokenFile: token,
          caFile: authority, identity: identity, knownHosts: knownHosts)
        (remote.passphrase, remote.proxy) = (given?.passphrase, given?.proxy)
        return remote
      } catch {
        throw .usage(Problem("\(url): \(error)"))
      }
    }
  }

  /// The remotes of a configuration that is still to be written: the first of a kind has the plain
  /// names, those behind it the server's name in theirs. Of several servers each has its name in
  /// those of its tokens: a plain one does not say for which it is.
  static func planned(_ urls: [RemoteURL], in place: PrivatePlace) -> [RemoteEntry] {
    var names = FreeNames(place: place, urls)
    return urls.map { url in
      var entry = RemoteEntry(url: url, places: names.places(for: url))
      if url.kind == .ssh {
        entry.identity = names.name("deploy_key", url)
        entry.knownHosts = place.full("known_hosts")
      }
      return entry
    }
  }

  /// Remotes that are configured; what one of them names is no other's. Where two share a token, a
  /// new one for the second goes elsewhere.
  static func configured(_ remotes: [Remote], in place: PrivatePlace) -> [RemoteEntry] {
    var names = FreeNames(place: place, remotes.map(\.url))
    for remote in remotes {
      guard case .https(_, let token, let authority) = remote.access else { continue }
      names.taken.formUnion([token, authority].compactMap { $0 })
    }
    var owned: Set<String> = []
    return remotes.map { remote in
      var entry = RemoteEntry(remote, places: names.places(for: remote.url))
      if let token = entry.token, owned.insert(token).inserted { entry.places.token = token }
      return entry
    }
  }

  private init(_ remote: Remote, places: Places) {
    self.init(url: remote.url, places: places)
    given = remote
    switch remote.access {
    case .open: break
    case .ssh(let identity, let file): (self.identity, knownHosts) = (identity, file)
    case .https(let user, let token, let authority):
      (self.user, self.token, self.authority) = (user, token, authority)
      if let authority { self.places.authority = authority }
    }
  }

  init(url: RemoteURL, places: Places) {
    self.url = url
    self.places = places
  }
}

/// Names of files that no other remote has.
private struct FreeNames {
  let place: PrivatePlace
  /// Paths.
  var taken: Set<String> = []

  init(place: PrivatePlace, _ urls: [RemoteURL]) {
    self.place = place
    if RemoteURL.servers(of: urls).count > 1 { taken.insert(place.full("token")) }
  }

  mutating func name(_ plain: String, _ url: RemoteURL, _ ending: String = "") -> String {
    let names = [plain, "\(plain).\(url.host)"] + (2...99).map { "\(plain).\(url.host)-\($0)" }
    let paths = names.map { place.full($0 + ending) }
    return paths.first { taken.insert($0).inserted } ?? paths[0]
  }

  mutating func places(for url: RemoteURL) -> RemoteEntry.Places {
    guard url.kind == .https else { return RemoteEntry.Places(token: "", authority: "") }
    return RemoteEntry.Places(token: name("token", url), authority: name("ca", url, ".pem"))
  }
}
