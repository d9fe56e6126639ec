internal import JSON
internal import Posix

/// A program that keeps logins, asked for one of them: `docker-credential-NAME get`, with the
/// server as its input (docker-credential-helpers).
final class CredentialHelper: Activity {
  /// What it says where it has none.
  private static let notFound = "credentials not found in native keychain"

  private struct Words: Decodable {
    let user: String?
    let secret: String?

    private enum CodingKeys: String, CodingKey {
      case user = "Username"
      case secret = "Secret"
    }
  }

  private let server: String
  private let child: RunningChild

  /// - Parameters:
  ///   - name: after `docker-credential-`, of a program in the PATH of `environment`.
  ///   - server: the key under which the login is kept.
  ///   - seconds: after which it is ended.
  /// - Throws: `Fault` where it cannot be started.
  init(
    _ name: String, server: String, environment: ChildEnvironment, keeping lock: Int32?,
    seconds: Double
  ) throws(DockerConfig.Fault) {
    self.server = server
    let program = "docker-credential-\(name)"
    let path = environment.find(program)
    guard let path else {
      throw DockerConfig.Fault(words: "no login for \(server): there is no \(program)")
    }
    let child = Child(
      path, ["get"], environment: environment.variables, input: Array(server.utf8),
      deadline: seconds)
    do {
      self.child = try child.start(keeping: lock)
    } catch {
      throw DockerConfig.Fault(words: "no login for \(server): \(error)")
    }
  }

  /// The login, to be asked for once it has ended; nil where it has none.
  ///
  /// - Throws: `Fault` without anything that the program said.
  func login() throws(DockerConfig.Fault) -> RegistryLogin? {
    let result: Child.Result
    do {
      result = try child.result()
    } catch {
      throw fault("\(error)")
    }
    guard result.succeeded else {
      let said = String(decoding: result.output.prefix(1000), as: UTF8.self)
      if said.split(whereSeparator: \.isNewline) == [CredentialHelper.notFound[...]] { return nil }
      throw fault(CredentialHelper.words(result.end))
    }
    guard let words = SoundJSON.decode(Words.self, from: result.output),
      let user = words.user, let secret = words.secret
    else { throw fault("the credential helper gave an answer that is no login") }
    return RegistryLogin(user: user, secret: secret, server: server)
  }

  private func fault(_ reason: String) -> DockerConfig.Fault {
    DockerConfig.Fault(words: "no login for \(server): \(reason)")
  }

  private static func words(_ end: Child.End) -> String {
    switch end {
    case .exited(let code): "the credential helper ended with code \(code)"
    case .signalled(let number): "the credential helper was ended by signal \(number)"
    case .overdue(let seconds): "the credential helper was ended after \(Int(seconds)) seconds"
    case .stopped: "asked to stop"
    }
  }

  var awaited: [Awaited] { child.awaited }

  var wakeAt: Instant? { child.wakeAt }

  func proceed() -> Bool { child.proceed() }

  func stop(signal: Int32) { child.stop(signal: signal) }
}
