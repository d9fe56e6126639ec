/// An http proxy that a remote is reached through.
public struct RemoteProxy: Equatable, Sendable, CustomStringConvertible {
  /// Without a user: "http://proxy.lan:3128".
  let address: String
  let user: String?
  /// Holds the user's password, alone on one line.
  let passwordFile: String?

  /// Its address, without whose it is.
  public var description: String { address }

  /// - Parameters:
  ///   - text: `http://[user@]host:port`.
  ///   - passwordFile: holds the user's password.
  /// - Throws: `RemoteMistake`, which never holds what stands before the `@`.
  init(_ text: String, passwordFile: String?) throws(RemoteMistake) {
    let scheme = "http://"
    guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
      throw RemoteMistake(.proxy, "must be http://[user@]host:port")
    }
    var place = text.dropFirst(scheme.count)
    if place.hasSuffix("/") { place = place.dropLast() }
    var user: String?
    if let at = place.lastIndex(of: "@") {
      user = try RemoteProxy.user(place[..<at])
      place = place[place.index(after: at)...]
    }
    do throws(RemoteMistake) {
      let (host, port) = try RemoteURL.hostAndPort(place, defaultPort: 0)
      guard port > 0, !place.contains("/") else {
        throw RemoteMistake(.proxy, "names no port: http://[user@]host:port")
      }
      address = "\(scheme)\(host.contains(":") ? "[\(host)]" : host):\(port)"
    } catch {
      throw RemoteMistake(.proxy, error.reason)
    }
    if user != nil && passwordFile == nil {
      throw RemoteMistake(.proxy, "names a user, and needs proxy-password-file beside it")
    }
    if user == nil && passwordFile != nil {
      throw RemoteMistake(.proxyPasswordFile, "needs a user in proxy: http://user@host:port")
    }
    (self.user, self.passwordFile) = (user, passwordFile)
  }

  private static func user(_ text: Substring) throws(RemoteMistake) -> String {
    if text.contains(":") {
      throw RemoteMistake(
        .proxy, "holds a password; put it into a file and name that as proxy-password-file")
    }
    guard !text.isEmpty, let decoded = RemoteURL.percentDecoded(text) else {
      throw RemoteMistake(.proxy, "has no valid user before the @")
    }
    return decoded
  }
}
