/// Why what `docker compose config` printed cannot be used. No value of it is ever in here.
public enum ProjectError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is not what the command is known to print; the reason, in words.
  case unreadable(String)
  /// What `x-converge` says is wrong, in words that name the service and the key.
  case settings(String)

  public var description: String {
    switch self {
    case .unreadable(let reason): "docker compose config: \(reason)"
    case .settings(let message): message
    }
  }
}

extension ComposeError {
  /// The same as a failure of the command.
  ///
  /// - Parameter project: the Compose project's name.
  public init(_ error: ProjectError, project: String) {
    let failure: ComposeFailure =
      switch error {
      case .unreadable: .other
      case .settings: .invalid
      }
    self.init(failure, "read the Compose files of \(project)", [error.description])
  }
}
