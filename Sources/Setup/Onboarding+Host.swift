internal import Cycle
internal import Model
internal import Posix

/// Under which name this machine is a host, and what a configuration says that is there already.
extension Onboarding {
  /// The configuration's name, else the one asked for, else the machine's own.
  func chooseHost(_ settings: Settings?) throws(Failure) -> String {
    if let settings {
      let host = settings.host ?? Host.shortName
      return try checked(host)
    }
    if let host = options.host { return try checked(host) }
    let own = Host.shortName
    guard let answer = try ask("the name of this host in the repository [\(own)]: "),
      !answer.isEmpty
    else { return try checked(own) }
    return try checked(answer)
  }

  private func checked(_ host: String) throws(Failure) -> String {
    guard let fault = Settings.fault(inHost: host) else { return host }
    throw .usage(Problem("\"\(host)\": \(fault)", hint: "name it with --host NAME"))
  }

  /// What the configuration says otherwise than the command line.
  func tellDifferences(_ settings: Settings, _ host: String) {
    let file = place.configuration
    person.tell("\(file) is there and stays as it is")
    let known = settings.remotes.map(\.url.text)
    for remote in options.remotes where !known.contains(remote) {
      person.warn("\(file) does not name \(remote): add it under `remotes`, or remove the file")
    }
    let socket = "unix://\(settings.docker)"
    let values = [
      ("host", options.host, host), ("branch", options.branch, settings.branch),
      ("checkout", options.checkout, settings.checkout), ("state", options.state, settings.state),
      ("docker", options.docker, socket),
    ]
    for case (let key, let asked?, let found) in values where asked != found {
      person.warn("\(file) says \(key): \(found), not \(asked): change it there")
    }
  }
}
