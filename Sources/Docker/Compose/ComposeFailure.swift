/// Why `docker compose` failed, as far as cases are told apart.
public enum ComposeFailure: Equatable, Sendable {
  /// There is no `docker` command.
  case noClient
  case noPlugin
  case oldPlugin
  case noEngine
  /// A variable that the Compose files insist on has no value.
  case requiredVariable(String)
  /// A dotenv file cannot be read. What Compose prints of it may be a secret, and is dropped.
  case environmentFile(path: String?, line: Int?, EnvironmentFault)
  /// The Compose files are wrong.
  case invalid
  /// A container of that name is in the way: often what an interrupted run left.
  case nameTaken(String)
  /// A container that is to be replaced is on its way out.
  case removalInProgress
  case portTaken(String?)
  case imageNotFound
  /// The registry does not accept the login, or there is none.
  case registryRefused
  /// The registry asks to come back later.
  case registryLimit
  case registryUnreachable
  case buildFailed
  case diskFull
  /// This machine cannot start containers: not the stack's fault.
  case hostFault
  case overdue
  case stopped
  case other

  public enum EnvironmentFault: Equatable, Sendable {
    case missing, unterminatedQuote, badName, badVariable, unreadable
  }

  /// Whether the same again, at once, often succeeds.
  public var isPassing: Bool {
    switch self {
    case .nameTaken, .removalInProgress: true
    default: false
    }
  }

  /// Whether every stack on this host would fail so: nothing that a commit can mend.
  public var isHostFault: Bool {
    switch self {
    case .noClient, .noPlugin, .oldPlugin, .noEngine, .diskFull, .hostFault: true
    default: false
    }
  }

  /// Whether the Compose files themselves are to be mended.
  public var isInFiles: Bool {
    switch self {
    case .invalid, .requiredVariable: true
    default: false
    }
  }

  /// What to do next.
  public var hint: String? {
    switch self {
    case .noClient: "install the docker command (Debian: docker-cli)"
    case .noPlugin, .oldPlugin:
      "install Docker Compose \(Compose.oldest) or newer"
        + " (Debian 13: docker-compose; Docker's own packages: docker-compose-plugin)"
    case .noEngine:
      "see whether the Engine runs: systemctl status docker; `docker` in the configuration"
        + " names its socket"
    case .requiredVariable(let name): "set \(name) in one of the stack's environment files"
    case .environmentFile(_, _, let fault): fault.hint
    case .nameTaken(let name): "remove or rename the container \(name)"
    case .portTaken: "find what uses the port: another container, or `ss -ltnp`"
    case .imageNotFound: "correct the image's name, tag or digest"
    case .registryRefused:
      "log in as the user converge runs as: `docker login REGISTRY`"
        + " (an image that does not exist is refused like this too)"
    case .registryLimit: "the next cycle tries again; a login raises the registry's limit"
    case .registryUnreachable: "the next cycle tries again"
    case .diskFull: "make room: `docker system df` shows what images and containers take"
    case .hostFault: "mend the container runtime of this host; no commit can"
    default: nil
    }
  }
}

extension ComposeFailure.EnvironmentFault {
  var words: String {
    switch self {
    case .missing: "there is no such file"
    case .unterminatedQuote: "a quote is not closed"
    case .badName: "a line has no proper variable name"
    case .badVariable: "a $ in a value is not a proper variable"
    case .unreadable: "it cannot be understood"
    }
  }

  var hint: String? {
    switch self {
    case .missing: nil
    case .unterminatedQuote, .badVariable:
      "put the value in single quotes: 'value'; Compose then takes it as it is"
    case .badName, .unreadable: "every line must be NAME=value, a comment or empty"
    }
  }
}
