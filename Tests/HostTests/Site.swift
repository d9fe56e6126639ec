import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips what needs whole hosts where none can be booted.
  static var hosts: Self {
    .enabled(
      if: BootedHost.arePossible, "needs booted hosts: run scripts/test or scripts/prove as root")
  }
}

/// Hosts that follow one repository: each has the package installed, `converge init` run, and a timer
/// that starts a cycle every five seconds.
final class Site {
  /// Seconds between two cycles.
  static let interval = 5.0

  let server: GitServer
  let hosts: [BootedHost]

  /// - Parameters:
  ///   - names: of the hosts; all boot with nothing but an Engine.
  ///   - files: the first commit; hosts that it does not name get an empty list of stacks.
  init(_ names: String..., files: [String: String?]...) throws {
    server = try GitServer()
    let lists = Set(names).map { ("host/\($0)/stacks.yaml", Optional("[]\n")) }
    let start = Dictionary(lists) { $1 }
    try server.commit("First", files.reduce(into: start) { $0.merge($1) { $1 } })
    try server.push()
    hosts = try names.map { try BootedHost($0) }
    for host in hosts { try join(host) }
    for host in hosts { try settled(host) }
  }

  /// A host by its place in the list.
  subscript(_ index: Int) -> BootedHost { hosts[index] }

  /// What a person does on a new machine.
  func join(_ host: BootedHost) throws {
    try prepare(host)
    let output = try onboard(host)
    guard output.status == 0 else { throw FixtureError("converge init: \(output)") }
  }

  /// All that comes before `converge init`.
  func prepare(_ host: BootedHost) throws {
    try host.install(Site.package())
    try Site.hasten(host)
    for (file, name) in [(server.authority, "ca.pem"), (server.token, "token")] {
      try host.copy(file, to: "/root/\(name)")
      try host.must("chmod", "600", "/root/\(name)")
    }
  }

  /// Runs `converge init`, whatever comes of it, once no cycle stands in its way.
  ///
  /// - Parameters:
  ///   - url: of another remote than the site's over https.
  ///   - words: its options; those of https where there are none.
  func onboard(_ host: BootedHost, to url: String? = nil, _ words: [String] = []) throws -> Output {
    let https = ["--ca-file", "/root/ca.pem", "--token-file", "/root/token"]
    let options = words.isEmpty ? https : words
    let command = ["converge", "init", url ?? server.url, "--yes"] + options
    var output = try host.start(command).wait()
    _ = try eventually(within: 60) {
      if output.status == 75 { output = try host.start(command).wait() }
      return output.status != 75
    }
    return output
  }

  /// Makes the timer start a cycle every five seconds.
  static func hasten(_ host: BootedHost) throws {
    let timer = """
      [Timer]
      OnCalendar=
      OnCalendar=*:*:0/5
      RandomizedDelaySec=0

      """
    try host.put(timer, at: "/etc/systemd/system/converge.timer.d/lab.conf")
    try host.must("systemctl", "daemon-reload")
  }

  /// The package under test.
  static func package() throws -> String {
    guard let file = Environment.text("CONVERGE_LAB_PACKAGE"), !file.isEmpty else {
      throw FixtureError("no package: scripts/lab --package FILE")
    }
    return file
  }

  /// Commits files by path, nil removing one, and pushes.
  ///
  /// - Returns: the commit's full name.
  @discardableResult
  func push(_ message: String = "Change", _ files: [String: String?]) throws -> String {
    let commit = try server.commit(message, files)
    try server.push()
    return commit
  }

  /// Waits until the last cycle of a host has come to its end at the clone's head.
  ///
  /// - Returns: what that cycle said last.
  @discardableResult
  func settled(
    _ host: BootedHost, within seconds: Double = 90, exits status: Int? = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let head = "\(host.name) at \(try server.git("rev-parse", "--short=7", "HEAD")):"
    var last = (result: "", exitCode: -1)
    let came = try eventually(within: seconds) {
      last = try lastCycle(host)
      return last.result.hasPrefix(head) && (status == nil || last.exitCode == status)
    }
    if !came {
      let journal = try host.journal("-u", "converge", "-n", "15").joined(separator: "\n")
      Issue.record(
        "\(host.name) is not at \(head) \(last)\n\(journal)", sourceLocation: sourceLocation)
    }
    return last.result
  }

  /// How the last cycle of a host ended.
  func lastCycle(_ host: BootedHost) throws -> (result: String, exitCode: Int) {
    let lines = try host.run("cat", "/run/converge/cycle.json").stdout.split(separator: "\n")
    func value(_ name: String) -> String {
      let line = lines.first { $0.hasPrefix("  \"\(name)\" : ") } ?? ""
      return line.dropFirst(name.count + 7).filter { !"\",".contains($0) }
    }
    return (value("result"), Int(value("exitCode")) ?? -1)
  }
}

/// The list of a host's stacks.
func list(_ host: String, _ stacks: String...) -> [String: String?] {
  ["host/\(host)/stacks.yaml": stacks.isEmpty ? "[]\n" : stacks.map { "- \($0)\n" }.joined()]
}

/// A stack that answers with a text on port 8080, and keeps data in a volume and in its folder.
///
/// - Parameters:
///   - beside: other services.
///   - lines: more keys of its service.
func web(
  _ text: String, stack: String = "web", image: String = "web:1", port: Int = 8080,
  beside: String = "", lines: String...
) throws -> [String: String?] {
  let command =
    "echo \(text) >/www/version; httpd -p 80 -h /www; trap 'exit 0' TERM; sleep 9999 & wait"
  let keys = [
    "image: \(try Lab.hostImage(image))", "command: [sh, -c, \"\(command)\"]",
    "restart: unless-stopped", "ports: [\"\(port):80\"]",
    "volumes: [\"data:/data\", \"./files:/files\"]",
  ]
  let service = (keys + lines).map { "    \($0)\n" }.joined()
  return [
    "stacks/\(stack)/compose.yaml": "services:\n  app:\n\(service)\(beside)volumes:\n  data:\n"
  ]
}
