internal import Cycle
internal import Git
internal import Model

/// For which server each token is.
extension Onboarding {
  /// - Throws: `.usage` where the command line leaves open for which server a token is.
  func assignTokens(_ entries: [RemoteEntry]) throws(Failure) {
    servers = RemoteURL.servers(of: entries.map(\.url))
    let list = servers.joined(separator: ", ")
    for case let name? in options.tokenFiles.map(\.server) where !servers.contains(name) {
      let known = servers.isEmpty ? "there is none" : "they are on \(list)"
      throw .usage(Problem("--token-file \(name)=...: no https remote is on \(name); \(known)"))
    }
    let isForAny = options.readsToken || options.tokenFiles.contains { $0.server == nil }
    if isForAny, servers.count > 1 {
      throw .usage(
        Problem(
          "the https remotes are on several servers (\(list)), and each would be shown the token",
          hint: "say which is to have it: --token-file \(servers[0])=FILE, once for each server"))
    }
    for case (let path?, let audience) in entries.map({ ($0.token, $0.audience) }) {
      serverTokens[audience, default: []].append(path)
    }
    tellUnassigned(entries)
  }

  /// A token that came with a template says nothing of the server that it is for.
  private func tellUnassigned(_ entries: [RemoteEntry]) {
    let path = place.full("token")
    guard servers.count > 1, place.has("token"), !entries.contains(where: { $0.token == path })
    else { return }
    let places = entries.filter { $0.url.kind == .https }.map(\.places.token)
    person.warn(
      "\(path) is shown to none of several servers: name it after the one that it is for, "
        + places.joined(separator: " or "))
  }

  /// What the command line gives and nobody asked for.
  func tellUnused() {
    let given = options.readsToken ? [nil] : options.tokenFiles.map(\.server)
    for server in given where !(server.map(usedTokens.contains) ?? !usedTokens.isEmpty) {
      let name = server.map { " for \($0)" } ?? ""
      person.tell("the token of the command line\(name) was not tried, and not kept")
    }
    for print in options.hostKeys where !knownHostKeys.contains(print) {
      person.warn("--host-key \(print): no server that was reached has this key")
    }
  }
}

extension RemoteURL {
  /// "git.lan", or "git.lan:3000" where the port is not that of https.
  var server: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 443 ? name : "\(name):\(port)"
  }

  /// The https servers of remotes, in their order.
  static func servers(of urls: [RemoteURL]) -> [String] {
    var seen: Set<String> = []
    return urls.filter { $0.kind == .https }.map(\.server).filter { seen.insert($0).inserted }
  }
}

extension RemoteEntry {
  /// Who may be shown a token: its server, for its user.
  var audience: String { "\(user ?? url.user ?? "git")@\(url.server)" }
}
