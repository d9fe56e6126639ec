internal import Model
internal import YAML

/// What `x-converge` says under a service:
/// `{one-shot: true, on-change: restart, allow-major: "17"}`.
struct ServiceSettings: Equatable {
  /// The key, under a service and at the top of a Compose file.
  static let key = "x-converge"

  /// Nil where it is left to what else the service says.
  private(set) var isOneShot: Bool?
  private(set) var onChange = ChangeReaction.recreate
  private(set) var allowedMajor: String?

  /// - Parameter node: the value of the key; nil where it is missing.
  init(_ node: Node?, service: String) throws(ProjectError) {
    guard let node else { return }
    let problems = Problems()
    let fields = Fields(node, known: ["one-shot", "on-change", "allow-major"], problems: problems)
    isOneShot = fields.boolean("one-shot")
    allowedMajor = fields.version("allow-major")
    let words = fields.string("on-change")
    if let first = problems.all.first { throw ServiceSettings.error(first.message, service) }
    guard let words else { return }
    guard let reaction = ChangeReaction(words: words.value) else {
      throw ServiceSettings.error(ChangeReaction.advice(for: words.value), service)
    }
    onChange = reaction
  }

  private static func error(_ message: String, _ service: String) -> ProjectError {
    .settings("service \(service): \(key): \(message)")
  }
}

extension ChangeReaction {
  /// - Parameter words: "recreate", "restart", "ignore", or "signal" and a signal's name.
  init?(words: String) {
    let parts = words.split(separator: " ", omittingEmptySubsequences: false)
    switch (words, parts.count) {
    case ("recreate", _): self = .recreate
    case ("restart", _): self = .restart
    case ("ignore", _): self = .ignore
    case (_, 2) where parts[0] == "signal":
      guard let name = SignalName(String(parts[1])) else { return nil }
      self = .signal(name.text)
    default: return nil
    }
  }

  static func advice(for words: String) -> String {
    let start = "on-change must be recreate, restart, ignore or signal NAME"
    let parts = words.split(separator: " ", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0] == "signal" {
      let near = SignalName.nearest(to: String(parts[1]))
      return "on-change: no such signal" + (near.map { "; did you mean signal \($0)?" } ?? "")
    }
    let known = ["recreate", "restart", "ignore", "signal SIGHUP"]
    return start + (nearest(to: words, in: known).map { "; did you mean \($0)?" } ?? "")
  }
}

/// The name of a signal, as the Engine knows it (signal(7)).
struct SignalName: Equatable {
  /// "SIGHUP"
  let text: String

  private static let known = [
    "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "KILL", "PIPE",
    "PROF", "PWR", "QUIT", "SEGV", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG",
    "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
  ]

  /// - Parameter name: "SIGHUP", "HUP", "SIGRTMIN+3"; nil for what is no signal.
  init?(_ name: String) {
    let short = name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name
    guard SignalName.known.contains(short) || SignalName.isRealTime(short) else { return nil }
    text = "SIG" + short
  }

  static func nearest(to name: String) -> String? {
    YAML.nearest(to: name, in: known.map { "SIG" + $0 } + known)
      .flatMap(SignalName.init)?.text
  }

  private static func isRealTime(_ name: String) -> Bool {
    for (base, limit) in [("RTMIN+", 15), ("RTMAX-", 14)] where name.hasPrefix(base) {
      let number = name.dropFirst(base.count)
      return Int(number).map { (1...limit).contains($0) && "\($0)" == number } ?? false
    }
    return false
  }
}
