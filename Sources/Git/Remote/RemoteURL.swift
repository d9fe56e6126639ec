/// Where a remote repository is: an absolute path, `https://`, `http://`, `git://`, `ssh://`, or
/// the scp form `user@host:path` (git-fetch(1), "Git URLs").
public struct RemoteURL: Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable { case path, https, http, git, ssh }

  public let kind: Kind
  /// The user named in it, percent-decoded.
  public let user: String?
  /// Empty for a path.
  public let host: String
  public let port: Int
  /// What libgit2 gets: the host in lower case, because libssh2 tells cases apart in known_hosts;
  /// without a user for https, because libgit2 would first offer that one with an empty password.
  let address: String
  /// Where the repository is on its host: what a shell there is told.
  let path: String
  /// As it was configured; it never holds a password, but the user may be a token.
  public let text: String
  /// For people: without the user of http and https.
  public let description: String

  /// - Throws: `RemoteMistake` with the field `.url` for anything that is not one of the forms.
  public init(_ text: String) throws(RemoteMistake) {
    guard !text.isEmpty else { throw RemoteMistake(.url, "is empty") }
    guard text.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 || text.first == "/" })
    else { throw RemoteMistake(.url, "holds a space or control character") }
    if text.hasPrefix("/") {
      self.init(path: text)
    } else if let mark = RemoteURL.position(of: "://", in: text) {
      try self.init(scheme: text[..<mark.lowerBound], rest: text[mark.upperBound...], text: text)
    } else {
      try self.init(scp: text)
    }
  }

  private init(path: String) {
    (kind, user, host, port) = (.path, nil, "", 0)
    (address, self.path, text, description) = (path, path, path, path)
  }

  private init(scheme: Substring, rest: Substring, text: String) throws(RemoteMistake) {
    let defaultPort: Int
    switch scheme {
    case "https": (kind, defaultPort) = (.https, 443)
    case "http": (kind, defaultPort) = (.http, 80)
    case "git": (kind, defaultPort) = (.git, 9418)
    case "ssh": (kind, defaultPort) = (.ssh, 22)
    default: throw RemoteMistake(.url, "has the unknown scheme \(scheme)://; \(RemoteURL.forms)")
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let path = rest[slash...]
    guard path.count > 1 else { throw RemoteMistake(.url, "names no repository after the host") }
    var place = rest[..<slash]
    if let at = place.lastIndex(of: "@") {
      user = try RemoteURL.user(place[..<at])
      place = place[place.index(after: at)...]
    } else {
      user = nil
    }
    (host, port) = try RemoteURL.hostAndPort(place, defaultPort: defaultPort)
    if kind == .ssh && user == nil {
      throw RemoteMistake(.url, "names no user; write ssh://git@\(place)\(path)")
    }
    let login = kind == .ssh ? rest[..<place.startIndex] : ""
    address = "\(scheme)://\(login)\(place.lowercased())\(path)"
    let decoded = RemoteURL.percentDecoded(path) ?? String(path)
    self.path = decoded.hasPrefix("/~") ? String(decoded.dropFirst()) : decoded
    self.text = text
    description = kind == .https || kind == .http ? "\(scheme)://\(place)\(path)" : text
  }

  private init(scp text: String) throws(RemoteMistake) {
    guard let at = text.firstIndex(of: "@"), at != text.startIndex,
      let colon = text[at...].firstIndex(of: ":"), !text[..<colon].contains("/")
    else { throw RemoteMistake(.url, "is none of the known forms; \(RemoteURL.forms)") }
    let path = text[text.index(after: colon)...]
    guard !path.isEmpty, !path.hasPrefix("-") else {
      throw RemoteMistake(.url, "names no repository after the colon")
    }
    kind = .ssh
    user = try RemoteURL.user(text[..<at])
    let place = text[text.index(after: at)..<colon]
    guard !place.hasPrefix("[") else {
      throw RemoteMistake(.url, "has brackets in the short form; write ssh://user@host:port/path")
    }
    (host, port) = try RemoteURL.hostAndPort(place, defaultPort: 22)
    address = "\(text[...at])\(place.lowercased()):\(path)"
    self.path = String(path)
    (self.text, description) = (text, text)
  }

  /// Whether the host is given as a number (RFC 3986, section 3.2.2).
  var isNumeric: Bool {
    host.contains(":") || host.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
  }

  private static let forms =
    "it may be an absolute path, https://, http://, git://, ssh:// or user@host:path"

  static func position(of mark: String, in text: String) -> Range<String.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(mark) {
        return start..<text.index(start, offsetBy: mark.count)
      }
      start = text.index(after: start)
    }
    return nil
  }

  /// An address, sound or not, without what stands before its host: a password or token, for one.
  /// Other text is as it was.
  public static func withoutLogin(_ text: String) -> String {
    // to the last @ of all: what is no sound address may have a slash in its password
    guard let mark = position(of: "://", in: text), let at = text.lastIndex(of: "@"),
      at >= mark.upperBound
    else { return text }
    return String(text[..<mark.upperBound]) + text[text.index(after: at)...]
  }

  /// Whether libgit2's own ssh asks for the same path as git(1): it neither decodes `%20`, nor knows
  /// that a path of ssh has no query, nor that a quote ends what a shell takes for one word.
  var isPlain: Bool {
    address.hasSuffix(path) && !path.contains { $0 == "?" || $0 == "#" || $0 == "'" }
  }

  private static func user(_ text: Substring) throws(RemoteMistake) -> String {
    if text.contains(":") {
      throw RemoteMistake(.url, "holds a password; put it into a file and name that as token-file")
    }
    guard !text.isEmpty, let decoded = percentDecoded(text) else {
      throw RemoteMistake(.url, "has no valid user before the @")
    }
    return decoded
  }

  static func hostAndPort(
    _ text: Substring, defaultPort: Int
  ) throws(RemoteMistake) -> (String, Int) {
    var (host, port) = (text, defaultPort)
    let afterHost = text.hasPrefix("[") ? text.firstIndex(of: "]") : text.startIndex
    if let colon = afterHost.flatMap({ text[$0...].lastIndex(of: ":") }) {
      guard let number = Int(text[text.index(after: colon)...]), (1...65535).contains(number)
      else { throw RemoteMistake(.url, "has no valid port after the host") }
      (host, port) = (text[..<colon], number)
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, !host.hasPrefix("-"),
      host.utf8.allSatisfy({ $0.isHostByte })
    else { throw RemoteMistake(.url, "has no valid host name") }
    return (host.lowercased(), port)
  }

  static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value > 31
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var isHostByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
    default: false
    }
  }
}
