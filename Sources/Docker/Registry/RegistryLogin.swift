internal import FoundationEssentials

/// What a registry is shown so that it hands out an image. Never printed.
struct RegistryLogin: Equatable, CustomStringConvertible {
  /// What a credential helper calls a user whose secret is an identity token
  /// (docker-credential-helpers).
  private static let tokenUser = "<token>"

  /// The words of the Engine's API (`X-Registry-Auth`).
  private struct Words: Encodable {
    var username: String?
    var password: String?
    var identitytoken: String?
    var registrytoken: String?
    let serveraddress: String
  }

  /// The value of the header `X-Registry-Auth`: JSON in base64 for addresses (RFC 4648, section 5).
  let header: String
  private let secrets: [String]

  /// What a credential helper answered.
  ///
  /// - Parameter server: the key under which the login is kept.
  init(user: String, secret: String, server: String) {
    let isToken = user == RegistryLogin.tokenUser
    self.init(
      Words(
        username: isToken ? nil : user, password: isToken ? nil : secret,
        identitytoken: isToken ? secret : nil, serveraddress: server))
  }

  /// An entry of `auths`; nil where it says nothing.
  ///
  /// - Throws: `Fault` where what should be a login is none.
  init?(_ entry: DockerConfig.Entry, server: String) throws(DockerConfig.Fault) {
    var words = Words(
      username: entry.username, password: entry.password, identitytoken: entry.identitytoken,
      registrytoken: entry.registrytoken, serveraddress: server)
    if let auth = entry.auth, !auth.isEmpty {
      guard let pair = RegistryLogin.pair(auth) else {
        throw DockerConfig.Fault(words: "the login for \(server) is damaged")
      }
      (words.username, words.password) = pair
    }
    if [words.username, words.identitytoken, words.registrytoken].allSatisfy({ $0 ?? "" == "" }) {
      return nil
    }
    self.init(words)
  }

  private init(_ words: Words) {
    let json = (try? JSONEncoder().encode(words)) ?? Data()
    header = json.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    secrets = [words.password, words.identitytoken, words.registrytoken, header]
      .compactMap { $0 }.filter { $0.utf8.count > 3 }
  }

  /// "user:password" in base64; NULs at the end do not count.
  private static func pair(_ auth: String) -> (user: String, password: String)? {
    guard let data = Data(base64Encoded: auth) else { return nil }
    let parts = Array(data).split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    let password = parts[1].reversed().drop { $0 == 0 }.reversed()
    return (String(decoding: parts[0], as: UTF8.self), String(decoding: password, as: UTF8.self))
  }

  /// A text without what is secret here.
  func masked(_ text: String) -> String {
    secrets.reduce(text) { $0.replacing($1, with: "***") }
  }

  var description: String { "a login" }
}
