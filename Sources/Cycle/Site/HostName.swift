internal import Model
internal import Posix

/// Under which name this host converges.
enum HostName {
  /// The command line's name, else the configuration's, else the machine's.
  static func choose(_ options: Options, _ settings: Settings) throws(Failure) -> String {
    let name = options.host ?? settings.host ?? Host.shortName
    guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"),
      name.utf8.allSatisfy({ $0 > 32 })
    else {
      throw .usage(
        Problem(
          "\"\(name)\" is not a host name", hint: "name a folder below host/ in the repository"))
    }
    return name
  }

  /// A host that changes its name would tear down what it ran under the old one: that is done
  /// only when a person says so.
  static func check(
    _ host: String, against known: Record?, _ options: Options
  ) throws(Failure) {
    guard !options.adopt, var problem = fault(of: host, against: known) else { return }
    problem.message += "; nothing was changed"
    throw options.host == nil ? .settingsInvalid([problem]) : .usage(problem)
  }

  /// What is wrong with a name that is not the one under which this machine's state was made.
  static func fault(of host: String, against known: Record?) -> Problem? {
    guard let known = known?.lastingHost, known != host else { return nil }
    return Problem(
      "this host converges as \(known), not as \(host)",
      hint: "correct the name: host: \(known) in the configuration; if the host really has a new "
        + "one, write host: \(host) there and run once: converge --host \(host) --adopt")
  }
}
