/// The kinds of addresses that commits are fetched from.
enum RemoteURL: Equatable {
  case path, https, ssh
  case open(scheme: String)

  struct Fault: Error, Equatable {
    let reason: String
  }

  /// Tells the kind of an address, or what is wrong with it. The reason never quotes the address,
  /// which may hold a password.
  static func read(_ url: String) -> Result<RemoteURL, Fault> {
    if url.unicodeScalars.contains(where: { $0.value <= 32 || $0.value == 127 }) {
      return .failure(Fault(reason: "an address must not hold blanks or control characters"))
    }
    if url.hasPrefix("/") {
      if let fault = SettingsRules.path(url) { return .failure(Fault(reason: fault)) }
      return .success(.path)
    }
    let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].hasPrefix("//") {
      return withScheme(parts[0].lowercased(), String(parts[1].dropFirst(2)))
    }
    return short(url)
  }

  private static func withScheme(_ scheme: String, _ rest: String) -> Result<RemoteURL, Fault> {
    guard ["https", "http", "git", "ssh"].contains(scheme) else {
      let known = "https://, ssh://, user@host:path, an absolute path, http:// or git://"
      return .failure(Fault(reason: "unknown kind of address: use \(known)"))
    }
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let authority = parts[0]
    let at = authority.lastIndex(of: "@")
    let user = at.map { authority[..<$0] }
    let host = at.map { authority[authority.index(after: $0)...] } ?? authority
    if user?.contains(":") == true {
      return .failure(Fault(reason: "an address must not hold a password: use token-file"))
    }
    guard isHost(host), parts.count == 2, !parts[1].isEmpty else {
      return .failure(Fault(reason: "an address needs a host and a path: \(scheme)://host/path"))
    }
    if scheme == "ssh" {
      return isName(user ?? "")
        ? .success(.ssh) : .failure(Fault(reason: "an address needs a user: ssh://git@host/path"))
    }
    if user != nil {
      return .failure(Fault(reason: "an address must not hold a user: use user and token-file"))
    }
    return .success(scheme == "https" ? .https : .open(scheme: scheme))
  }

  /// `user@host:path`
  private static func short(_ url: String) -> Result<RemoteURL, Fault> {
    let fault = Fault(
      reason: "must be an address such as https://host/path or git@host:path,"
        + " or an absolute path")
    guard let at = url.firstIndex(of: "@") else { return .failure(fault) }
    let user = url[..<at]
    if user.contains(":") {
      return .failure(Fault(reason: "an address must not hold a password"))
    }
    let rest = url[url.index(after: at)...]
    let separator: Substring.Index?
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      separator = rest[end...].firstIndex(of: ":")
    } else {
      separator = rest.firstIndex(of: ":")
    }
    guard let separator, isName(user), isHost(rest[..<separator]),
      rest.index(after: separator) != rest.endIndex
    else { return .failure(fault) }
    return .success(.ssh)
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "_"
    else { return false }
    return !text.contains("@")
  }

  private static func isName(_ text: String) -> Bool { isName(text[...]) }

  private static func isHost(_ text: Substring) -> Bool {
    guard let first = text.utf8.first else { return false }
    return first != UInt8(ascii: "-") && first != UInt8(ascii: ":") && !text.contains("@")
  }
}
