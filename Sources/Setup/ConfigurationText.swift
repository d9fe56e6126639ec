internal import Cycle

/// The configuration that is written: what differs from the defaults, and the host's name.
struct ConfigurationText {
  var remotes: [RemoteEntry]
  var host: String
  var branch: String?
  var checkout: String?
  var state: String?
  var docker: String?
  var ageKey: String?
  var protect: [String] = []

  init(remotes: [RemoteEntry], host: String) {
    self.remotes = remotes
    self.host = host
  }

  /// What would be written for a configuration that is there: where that is not what stands there,
  /// somebody changed it.
  init(_ settings: Settings, _ remotes: [RemoteEntry]) {
    self.init(remotes: remotes, host: settings.host ?? "")
    (branch, checkout, state) = (settings.branch, settings.checkout, settings.state)
    (docker, protect) = ("unix://\(settings.docker)", settings.protect)
    if case .file(let path)? = settings.ageKeys.first { ageKey = path }
  }

  var text: String {
    var lines = [
      "# written by converge init; `converge --help` and the manual know what else there is"
    ]
    lines.append("remotes:")
    for remote in remotes {
      lines.append("  - url: \(ConfigurationText.scalar(remote.url.text))")
      let files = [
        ("identity", remote.identity), ("known-hosts", remote.knownHosts),
        ("token-file", remote.token), ("ca-file", remote.authority),
      ]
      for case (let key, let path?) in files {
        lines.append("    \(key): \(ConfigurationText.scalar(path))")
      }
    }
    let plain = Settings(remotes: [])
    let values = [
      ("branch", branch, plain.branch), ("host", host, ""), ("checkout", checkout, plain.checkout),
      ("state", state, plain.state), ("docker", docker, "unix://\(plain.docker)"),
    ]
    for case (let key, let value?, let usual) in values where value != usual {
      lines.append("\(key): \(ConfigurationText.scalar(value))")
    }
    if let ageKey { lines.append("age-keys: [\(ConfigurationText.scalar(ageKey))]") }
    if !protect.isEmpty {
      lines.append("protect: [\(protect.map(ConfigurationText.scalar).joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text as a YAML scalar that nothing takes for anything else (YAML 1.2, 7.3.2).
  static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (65...90).contains(byte) || "/._@:-".utf8.contains(byte)
        || (48...57).contains(byte)
    }
    let first = text.utf8.first ?? 0
    let startsPlain = first == 47 || (97...122).contains(first) || (65...90).contains(first)
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    if isPlain && startsPlain && text.utf8.last != 58 && !words.contains(text.lowercased()) {
      return text
    }
    return
      "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }
}
