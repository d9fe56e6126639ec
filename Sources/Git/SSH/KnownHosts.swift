internal import Crypto

/// A file of host keys (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): plain names, patterns, hashed
/// names and `[host]:port`; certificate authorities are left out, because libssh2 knows none.
struct KnownHosts: Equatable {
  enum Verdict: Equatable {
    case known
    /// The file says nothing about this host.
    case unknown
    /// The file has another key for this host.
    case changed(line: Int)
    case revoked(line: Int)
  }

  struct Entry: Equatable {
    let line: Int
    let names: String
    let revoked: Bool
    let type: String
    /// In base64.
    let key: String
  }

  let entries: [Entry]

  /// Lines that are no entries are passed over, as ssh does.
  init(_ text: String) {
    var entries: [Entry] = []
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      var fields = line.split { $0 == " " || $0 == "\t" }[...]
      let marker = fields.first?.hasPrefix("@") == true ? fields.removeFirst() : nil
      guard marker == nil || marker == "@revoked", fields.count >= 3,
        let names = fields.first, !names.hasPrefix("#")
      else { continue }
      entries.append(
        Entry(
          line: index + 1, names: String(names), revoked: marker != nil,
          type: String(fields[fields.startIndex + 1]), key: String(fields[fields.startIndex + 2])))
    }
    self.entries = entries
  }

  /// What the file says about the key that a server offers.
  ///
  /// - Parameter key: the key's blob (RFC 4253, section 6.6).
  func verdict(host: String, port: Int, key: [UInt8]) -> Verdict {
    let offered = String(decoding: Base64.encode(key, .padded), as: UTF8.self)
    let matching = entries(for: host, port: port)
    if let entry = matching.first(where: { $0.revoked && $0.key == offered }) {
      return .revoked(line: entry.line)
    }
    let valid = matching.filter { !$0.revoked }
    if valid.contains(where: { $0.key == offered }) { return .known }
    // another service's key on the same host's standard port is no statement about this one
    let stated = entries(at: host, port: port).isEmpty ? [] : valid
    let type = KnownHosts.type(of: key)
    guard let other = stated.first(where: { $0.type == type }) ?? stated.first else {
      return .unknown
    }
    return .changed(line: other.line)
  }

  /// The entries of a host; those for its port count before those without one, as with ssh.
  func entries(for host: String, port: Int) -> [Entry] {
    let exact = entries(at: host, port: port)
    return exact.isEmpty ? entries(named: host) : exact
  }

  /// The entries of the server at this port and no other.
  func entries(at host: String, port: Int) -> [Entry] {
    let exact = entries(named: KnownHosts.name(host, port))
    return port == 22 ? exact + entries(named: host) : exact
  }

  private func entries(named name: String) -> [Entry] {
    entries.filter { KnownHosts.matches($0.names, name) }
  }

  private static func name(_ host: String, _ port: Int) -> String { "[\(host)]:\(port)" }

  /// A key's type, from the start of its blob: "ssh-ed25519".
  static func type(of key: [UInt8]) -> String {
    guard key.count > 4, key[..<3].allSatisfy({ $0 == 0 }) else { return "" }
    return String(decoding: key.dropFirst(4).prefix(Int(key[3])), as: UTF8.self)
  }

  private static func matches(_ names: String, _ host: String) -> Bool {
    if names.hasPrefix("|1|") { return isHash(names, of: host) }
    var found = false
    for name in names.lowercased().split(separator: ",") {
      if name.hasPrefix("!") {
        if matches(pattern: name.dropFirst().utf8[...], host.utf8[...]) { return false }
      } else if matches(pattern: name.utf8[...], host.utf8[...]) {
        found = true
      }
    }
    return found
  }

  private static func isHash(_ names: String, of host: String) -> Bool {
    let parts = names.dropFirst(3).split(separator: "|")
    guard parts.count == 2, let salt = Base64.decode(Array(parts[0].utf8), .padded) else {
      return false
    }
    let hash = HMACSHA1.code(of: Array(host.utf8), key: salt)
    return Base64.decode(Array(parts[1].utf8), .padded) == hash
  }

  private static func matches(pattern: Substring.UTF8View, _ text: Substring.UTF8View) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(pattern: pattern.dropFirst(), text)
        || (!text.isEmpty && matches(pattern: pattern, text.dropFirst()))
    }
    guard let next = text.first, first == UInt8(ascii: "?") || first == next else { return false }
    return matches(pattern: pattern.dropFirst(), text.dropFirst())
  }
}
