internal import Glibc
public import Posix

/// The whole environment of `docker` and what it starts: so that a variable of whoever started this
/// program never gets into a container.
public struct ChildEnvironment: Equatable, Sendable {
  static let proxies = [
    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
  ]

  /// As "NAME=value".
  public let variables: [String]

  /// PATH, HOME, DOCKER_CONFIG and the proxies of this process, and the Engine's socket.
  ///
  /// Registry logins and credential helpers are found by way of HOME or DOCKER_CONFIG; under
  /// systemd HOME may be unset, so that the user database is asked.
  ///
  /// - Parameters:
  ///   - socket: the absolute path of the Engine's socket.
  ///   - variable: reads a variable of this process.
  ///   - home: this user's home folder, for where HOME does not say.
  public init(
    socket: String, variable: (String) -> String? = Host.environment,
    home: @autoclosure () -> String = Host.home
  ) {
    func value(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }
    let own = value("HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    var variables = [
      "PATH=\(value("PATH") ?? Host.plainSearchPath)", "HOME=\(own ?? home())",
      "DOCKER_HOST=unix://\(socket)",
    ]
    for name in ["DOCKER_CONFIG"] + ChildEnvironment.proxies {
      if let value = value(name) { variables.append("\(name)=\(value)") }
    }
    self.variables = variables
  }
}

extension ChildEnvironment {
  /// The value of a variable; nil where it is not set.
  func value(_ name: String) -> String? {
    variables.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  /// The path of a program in PATH.
  func find(_ program: String) -> String? {
    (value("PATH") ?? "").split(separator: ":").map { "\($0)/\(program)" }
      .first { access($0, X_OK) == 0 }
  }
}
