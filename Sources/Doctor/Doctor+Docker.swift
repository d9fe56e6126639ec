internal import Cycle
internal import Docker
internal import Posix

/// The Engine, Compose, and the registries that images come from.
extension Doctor {
  func engine(_ settings: Settings?) -> Engine {
    Engine(socket: settings?.docker ?? "/var/run/docker.sock", seconds: Doctor.patience)
  }

  func docker(_ settings: Settings?) -> [Check] { [engineCheck(settings), composeCheck(settings)] }

  private func engineCheck(_ settings: Settings?) -> Check {
    let engine = engine(settings)
    do throws(EngineError) {
      let (version, api) = (try engine.version(), try engine.apiVersion())
      return Check(.engine, .ok, engine.socket, "Engine \(version), API \(api)")
    } catch {
      if !isRoot {
        return Check(
          .engine, .warning, engine.socket, "not looked at: \(error.reason)",
          "sudo converge doctor")
      }
      return Check(
        .engine, .error, engine.socket, "\(error)",
        "systemctl status docker; `docker` in the configuration names the socket")
    }
  }

  private func composeCheck(_ settings: Settings?) -> Check {
    let environment = ChildEnvironment(socket: engine(settings).socket)
    let subject = "docker compose"
    do throws(ComposeError) {
      let version = try Compose(environment: environment).version(deadline: Doctor.patience)
      let words = version.map { "\($0)" } ?? "a build without a version number"
      return Check(.compose, .ok, subject, words)
    } catch {
      return Check(
        .compose, .error, subject, error.problem.bare.description,
        error.problem.hint ?? "install the Compose plugin, \(Compose.oldest) or later")
    }
  }

  /// Each registry that the declared stacks' images come from, asked for one of them.
  func registries(_ settings: Settings, _ survey: HostSurvey) -> [Check] {
    var images: [String: String] = [:]
    for image in survey.images {
      let registry = RegistryCheck.registry(of: image)
      if images[registry] == nil { images[registry] = image }
    }
    let engine = engine(settings)
    guard (try? engine.version()) != nil else {
      if images.isEmpty { return [] }
      let names = images.keys.sorted().joined(separator: ", ")
      return [
        Check(
          .registries, .warning, names, "not looked at: the Engine does not answer", "see engine")
      ]
    }
    let environment = ChildEnvironment(socket: engine.socket)
    return images.sorted { $0.key < $1.key }.map { registry, image in
      Doctor.registry(RegistryCheck(image, engine, environment: environment))
    }
  }

  static func registry(_ check: RegistryCheck) -> Check {
    let login = check.hasLogin ? "with a login" : "without a login"
    guard let failure = check.failure else {
      return Check(.registries, .ok, check.registry, "hands out \(check.image) \(login)")
    }
    let words = "asked \(login) for \(check.image): \(failure.reason)"
    // what is here already goes on to run
    return Check(
      .registries, check.wantsLogin ? .error : .warning, check.registry, words,
      advice(failure.failure, check.registry))
  }

  private static func advice(_ failure: PullFailure, _ registry: String) -> String {
    switch failure {
    case .refused, .noLogin: "docker login \(registry), as the user that converge runs as"
    case .missing: "see whether the image is there; commit the right name"
    case .limited: "log in, or ask less often"
    default: "see whether this host reaches it: network, DNS, firewall"
    }
  }
}
