internal import Cycle
internal import Model
internal import Posix

/// Under which name this machine is a host.
extension Onboarding {
  /// The name asked for, else the configuration's, else the machine's own.
  func chooseHost(_ settings: Settings?) throws(Failure) -> String {
    guard let settings else { return try newName() }
    let name = settings.host ?? Host.shortName
    if let other = options.host, other != name { return try rename(name, other, settings) }
    return try checked(name)
  }

  private func newName() throws(Failure) -> String {
    let own = Host.shortName
    if let host = options.host, !isAsking || isSound(host) { return try checked(host) }
    while true {
      guard let answer = try ask("the name of this host in the repository [\(own)]: ") else {
        return try checked(own)
      }
      let name = answer.isEmpty ? own : answer
      if isSound(name) { return name }
    }
  }

  private func checked(_ host: String) throws(Failure) -> String {
    guard let fault = Settings.fault(inHost: host) else { return host }
    throw .usage(Problem("\"\(host)\": \(fault)", hint: "name it with --host NAME"))
  }

  /// Whether it can be a host's name; else why not is told.
  private func isSound(_ host: String) -> Bool {
    guard let fault = Settings.fault(inHost: host) else { return true }
    person.warn("\"\(host)\": \(fault)")
    return false
  }

  /// Gives the host another name than the configuration says, where nothing was deployed under that.
  private func rename(
    _ name: String, _ other: String, _ settings: Settings
  ) throws(Failure) -> String {
    let other = try checked(other)
    let known = try Cycle.lastingName(settings)
    let edit = "write host: \(other) into \(place.configuration)"
    if let known, known != other {
      throw .usage(
        Problem(
          "this host converges as \(known), not as \(other); nothing was changed",
          hint: "if it really is to be \(other), \(edit), then run: converge --host \(other) "
            + "--adopt, which removes what only \(known) has, and keeps volumes"))
    }
    guard !isFixed else {
      throw .usage(
        Problem(
          "this host is \(name), and somebody changed \(place.configuration), so that init does not",
          hint: "\(edit), and run init again"))
    }
    guard try confirms("this host is \(name); make it \(other)?") ?? true else {
      return try checked(name)
    }
    person.tell("changes its name from \(name) to \(other): nothing was deployed so far")
    return other
  }

  /// Another name, where the repository does not have this one and a person says so.
  ///
  /// - Returns: nil where it stays.
  func otherName(_ look: Look) throws(Failure) -> String? {
    guard isAsking, !isFixed, let first = look.first, first.isNameless,
      !first.hosts.contains(look.host)
    else { return nil }
    person.warn(first.words(without: look.host))
    while true {
      let question = "the name of this host, or Enter if it is committed later [\(look.host)]: "
      guard let answer = try ask(question), !answer.isEmpty, answer != look.host else { return nil }
      if isSound(answer) { return answer }
    }
  }

  /// What is to be committed so that something runs here.
  func tellUndeclared(_ look: Look) {
    let commit =
      "commit host/\(look.host)/stacks.yaml, a list of stacks or []; until then nothing runs here"
    guard let first = look.first, !first.hosts.contains(look.host) else {
      return person.warn("the repository has no list for this host: \(commit)")
    }
    if isAsking && !isFixed && first.isNameless { return person.warn(commit) }
    person.warn(
      "\(first.words(without: look.host)): \(commit); if this host has another name: converge init "
        + "--host NAME")
  }

  /// What the configuration says otherwise than the command line, or than the machine.
  ///
  /// - Throws: `.settingsInvalid` where it is not what the command line asks for.
  func compare(_ settings: Settings) throws(Failure) {
    let file = place.configuration
    person.tell("\(file) is there")
    let known = settings.remotes.map(\.url.text)
    var problems: [Problem] = []
    for remote in options.remotes where !known.contains(remote) {
      problems.append(
        Problem("\(file) does not name \(remote): add it under `remotes`, or remove the file"))
    }
    let socket = "unix://\(settings.docker)"
    let values = [
      ("branch", options.branch, settings.branch),
      ("checkout", options.checkout, settings.checkout), ("state", options.state, settings.state),
      ("docker", options.docker, socket),
    ]
    for case (let key, let asked?, let found) in values where asked != found {
      problems.append(Problem("\(file) says \(key): \(found), not \(asked): change it there"))
    }
    if !problems.isEmpty { throw .settingsInvalid(problems) }
    if options.host == nil, let host = settings.host { tellForeign(host) }
  }

  /// A name that came with a template would be that of each of its clones.
  private func tellForeign(_ host: String) {
    let own = Host.shortName
    guard host != own else { return }
    let file = place.configuration
    let mend = isFixed ? "write host: \(own) there" : "converge init --host \(own)"
    person.warn(
      "\(file) says host: \(host), but this machine is named \(own): if that came with a template, "
        + "other machines have it too, and all run its stacks: \(mend); if it is meant, all is well"
    )
  }
}

extension FirstLook {
  /// That a host is none of the repository's, and which are.
  fileprivate func words(without host: String) -> String {
    let known = hosts.isEmpty ? "no host yet" : hosts.joined(separator: ", ")
    let meant = nearest.map { "; did you mean \($0)?" } ?? ""
    return "the repository has no host \(host) (it has \(known)\(meant))"
  }
}
