internal import Posix

/// The http proxy that the environment names for an https address, as git(1) and curl(1) understand
/// it: `https_proxy`, and in `no_proxy` the hosts that are reached without one. Not for http: libgit2
/// asks the server itself there, and tells it the proxy's password too.
struct EnvironmentProxy: Equatable {
  /// With the login that it may hold: "http://me:word@proxy.lan:3128".
  let address: String
  /// The variable that names it.
  let variable: String

  /// For messages.
  var description: String { "\(RemoteURL.withoutLogin(address)), which \(variable) names" }

  /// - Parameter value: reads the environment.
  /// - Returns: nil where there is none for this address.
  /// - Throws: `GitError` with `.configuration`, without a login, for one that cannot be used.
  static func find(
    for url: RemoteURL, value: (String) -> String? = Host.environment
  ) throws(GitError) -> EnvironmentProxy? {
    guard url.kind == .https else { return nil }
    func first(_ name: String) -> (name: String, value: String)? {
      [name, name.uppercased()].compactMap { name in value(name).map { (name, $0) } }.first
    }
    guard let (variable, text) = first("https_proxy"), !text.isEmpty else { return nil }
    if let (_, exceptions) = first("no_proxy"), isAmong(exceptions, url) { return nil }
    return EnvironmentProxy(address: try address(text, variable), variable: variable)
  }

  private static func address(_ text: String, _ variable: String) throws(GitError) -> String {
    func refuse(_ reason: String) -> GitError {
      GitError(.configuration, "use the proxy that \(variable) names in the environment", reason)
    }
    let mark = RemoteURL.position(of: "://", in: text)
    let scheme = mark.map { text[..<$0.lowerBound].lowercased() } ?? "http"
    guard scheme == "http" || scheme == "https" else {
      throw refuse("it must be http://host:port; others, such as SOCKS, cannot be used")
    }
    var place = text[(mark?.upperBound ?? text.startIndex)...]
    while place.hasSuffix("/") { place = place.dropLast() }
    let host = place.lastIndex(of: "@").map { place[place.index(after: $0)...] } ?? place
    if place.dropLast(host.count).dropLast().contains(where: { $0 == "/" || $0 == "@" }) {
      throw refuse("in its user and password / is written as %2F, and @ as %40")
    }
    do {
      _ = try RemoteURL.hostAndPort(host, defaultPort: scheme == "http" ? 80 : 443)
    } catch {
      throw refuse("it \(error.reason); it must be http://host:port")
    }
    return "\(scheme)://\(place)"
  }

  /// Whether a list names the host of an address, or a domain that it is in.
  private static func isAmong(_ list: String, _ url: RemoteURL) -> Bool {
    list.lowercased().split { $0 == "," || $0 == " " }.contains { entry in
      if entry == "*" { return true }
      var name = entry.hasPrefix("*") ? entry.dropFirst() : entry
      if name.hasPrefix(".") { name = name.dropFirst() }
      let parts = name.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 2 {
        guard Int(parts[1]) == url.port else { return false }
        name = parts[0]
      }
      return url.host == name || url.host.hasSuffix(".\(name)")
    }
  }
}
