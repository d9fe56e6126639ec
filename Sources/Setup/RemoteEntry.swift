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
  /// Where those go that turn out to be needed.
  var places: Places

  struct Places: Equatable {
    var token: String
    var authority: String
  }

  var remote: Remote {
    get throws(Failure) {
      do {
        return try Remote(
          url: url.description, user: token == nil ? nil : user, tokenFile: token,
          caFile: authority, identity: identity, knownHosts: knownHosts)
      } catch {
        throw .usage(Problem("\(url): \(error)"))
      }
    }
  }

  /// The remotes of a configuration that is still to be written: the first of a kind has the plain
  /// names, those behind it the server's name in theirs.
  static func planned(_ urls: [RemoteURL], in place: PrivatePlace) -> [RemoteEntry] {
    var taken: Set<String> = []
    func name(_ plain: String, _ url: RemoteURL, _ ending: String = "") -> String {
      let names =
        [plain, "\(plain).\(url.host)"] + (2...99).map { "\(plain).\(url.host)-\($0)" }
      let free = names.first { taken.insert($0 + ending).inserted } ?? plain
      return place.full(free + ending)
    }
    return urls.map { url in
      var entry = RemoteEntry(url: url, places: Places(token: "", authority: ""))
      switch url.kind {
      case .ssh:
        entry.identity = name("deploy_key", url)
        entry.knownHosts = place.full("known_hosts")
      case .https:
        entry.places = Places(token: name("token", url), authority: name("ca", url, ".pem"))
      case .path, .http, .git: break
      }
      return entry
    }
  }

  /// A remote that is configured.
  init(_ remote: Remote, in place: PrivatePlace) {
    self.init(
      url: remote.url,
      places: Places(token: place.full("token"), authority: place.full("ca.pem")))
    switch remote.access {
    case .open: break
    case .ssh(let identity, let file): (self.identity, knownHosts) = (identity, file)
    case .https(let user, let token, let authority):
      (self.user, self.token, self.authority) = (user, token, authority)
      if let token { places.token = token }
      if let authority { places.authority = authority }
    }
  }

  init(url: RemoteURL, places: Places) {
    self.url = url
    self.places = places
  }
}
