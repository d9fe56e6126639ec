internal import FoundationEssentials
internal import JSON
internal import Posix

/// The logins that `docker login` keeps (`config.json`), as far as they are of use.
struct DockerConfig: Decodable, Equatable {
  /// The key of Docker Hub's login.
  static let hub = "https://index.docker.io/v1/"
  private static let limit = 4 << 20

  /// An entry of `auths`.
  struct Entry: Decodable, Equatable {
    /// "user:password" in base64.
    var auth: String?
    var username: String?
    var password: String?
    var identitytoken: String?
    var registrytoken: String?
  }

  /// Where the login of a registry is.
  enum Source: Equatable {
    case nowhere
    case entry(Entry)
    /// With a program `docker-credential-NAME`.
    case helper(String)
  }

  /// Why a login cannot be had, in words without anything secret.
  struct Fault: Error, Equatable {
    let words: String
  }

  var auths: [String: Entry]?
  var credsStore: String?
  var credHelpers: [String: String]?

  /// Reads the file that `docker` would read; no file is no login.
  ///
  /// - Throws: `Fault`, with the file's name, where it cannot be read.
  static func read(_ environment: ChildEnvironment) throws(Fault) -> DockerConfig {
    let path = path(environment)
    let bytes: [UInt8]
    do {
      bytes = try Descriptor.open(path).readAll(limit: limit)
    } catch {
      if error.isMissing { return DockerConfig() }
      throw Fault(words: "\(PosixError(code: error.code, call: "read", path: path))")
    }
    // an empty file is fine to `docker`
    if bytes.allSatisfy({ $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") }) {
      return DockerConfig()
    }
    guard let config = SoundJSON.decode(DockerConfig.self, from: bytes) else {
      throw Fault(words: "cannot read \(path): it is not what `docker login` writes")
    }
    return config
  }

  static func path(_ environment: ChildEnvironment) -> String {
    if let folder = environment.value("DOCKER_CONFIG") { return "\(folder)/config.json" }
    return "\(environment.value("HOME") ?? "")/.docker/config.json"
  }

  /// The key under which `docker login` keeps a registry's login.
  static func key(_ registry: String) -> String { registry == "docker.io" ? hub : registry }

  /// Where the login of a registry is, as `docker` looks for it: a helper for this registry, the
  /// helper for all, an entry under its key, or under an address of the same host.
  func source(_ key: String) -> Source {
    if let helper = credHelpers?[key] ?? credsStore, !helper.isEmpty { return .helper(helper) }
    let entries = auths ?? [:]
    if let entry = entries[key] { return .entry(entry) }
    let alike = entries.keys.sorted().first { DockerConfig.host($0) == key }
    return alike.flatMap { entries[$0] }.map { .entry($0) } ?? .nowhere
  }

  /// "https://host:5000/v1/" names host:5000.
  private static func host(_ address: String) -> Substring {
    let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
    return address[start...].prefix { $0 != "/" }
  }
}
