internal import JSON
internal import Posix

/// Whether a registry lets this host have an image: the Engine asks it for the image's digest, with
/// the login that a pull would use. Nothing is pulled.
public struct RegistryCheck: Equatable, Sendable {
  /// Its host: "docker.io", "registry.lan:5000".
  public let registry: String
  /// The image that was asked for.
  public let image: String
  /// Whether this host has a login for it.
  public let hasLogin: Bool
  /// Why it does not let us have the image; nil where it does.
  public let failure: PullError?

  /// Whether it takes a login, or a right one, to have the image.
  public var wantsLogin: Bool { failure?.failure == .refused || failure?.failure == .noLogin }

  /// The registry that an image comes from.
  public static func registry(of image: String) -> String { ImageReference(image).registry }

  /// Asks the registry of an image.
  ///
  /// - Parameters:
  ///   - environment: where the logins are, and the whole environment of credential helpers.
  public init(_ image: String, _ engine: Engine, environment: ChildEnvironment) {
    let reference = ImageReference(image)
    (registry, self.image) = (reference.registry, image)
    var login: RegistryLogin?
    do throws(DockerConfig.Fault) {
      login = try RegistryCheck.login(reference.registry, environment, seconds: engine.seconds)
    } catch {
      (hasLogin, failure) = (false, PullError(.noLogin, image, error.words))
      return
    }
    hasLogin = login != nil
    failure = RegistryCheck.ask(reference.name, engine, login)
  }

  private static func login(
    _ registry: String, _ environment: ChildEnvironment, seconds: Double
  ) throws(DockerConfig.Fault) -> RegistryLogin? {
    let key = DockerConfig.key(registry)
    switch try DockerConfig.read(environment).source(key) {
    case .nowhere: return nil
    case .entry(let entry): return try RegistryLogin(entry, server: key)
    case .helper(let name):
      let helper = try CredentialHelper(
        name, server: key, environment: environment, keeping: nil, seconds: seconds)
      Crew.run(helper, stop: nil) { nil }
      return try helper.login()
    }
  }

  private static func ask(_ name: String, _ engine: Engine, _ login: RegistryLogin?) -> PullError? {
    let headers = login.map { ["X-Registry-Auth: \($0.header)"] } ?? []
    let action = "ask the registry for \(name)"
    let connection = Connection(
      engine.socket, "GET", "/distribution/\(name.percentEncoded)/json", headers: headers,
      action: action)
    let exchange = Exchange(
      connection, action: action, deadline: .now.adding(seconds: engine.seconds))
    engine.run(exchange)
    do throws(EngineError) {
      try exchange.answer().succeed()
      return nil
    } catch {
      let reason = Messages.clean(login?.masked(error.reason) ?? error.reason)
      if error.code == .timeout { return PullError(.hung, name, reason) }
      if error.code == .unreachable { return PullError(.noEngine, name, reason) }
      return PullError(PullFailure(words: reason), name, reason)
    }
  }
}
