/// Recognising a failure by Compose's words and exit code.
extension ComposeFailure {
  /// The exit code of a failed build (Compose's own list of codes).
  static let buildCode: Int32 = 17

  init(_ messages: Messages, code: Int32) {
    if let dotenv = messages.dotenv {
      self = dotenv
      return
    }
    let text = messages.lines.joined(separator: "\n")
    self =
      ComposeFailure.named(text) ?? ComposeFailure.host(text)
      ?? ComposeFailure.registry(text, code: code) ?? ComposeFailure.coded(code)
  }

  /// What is said instead of Compose's words, where those cannot be shown.
  var ownWords: String? {
    guard case .environmentFile(let path, let line, let fault) = self else { return nil }
    let place = path == nil ? line.map { " (line \($0))" } ?? "" : ""
    return "an environment file cannot be read\(place): \(fault.words)"
  }

  private static func named(_ text: String) -> ComposeFailure? {
    if let match = text.firstMatch(of: /required variable ([A-Za-z0-9_.-]+) is missing a value/) {
      return .requiredVariable(String(match.1))
    }
    if let match = text.firstMatch(
      of: /[Cc]onflict\. The container name "\/?([^"\n]+)" is already in use/)
    {
      return .nameTaken(String(match.1))
    }
    let removal = ["removal of container", "is marked for removal", "No such container"]
    if removal.contains(where: text.contains) { return .removalInProgress }
    if text.contains("port is already allocated") {
      return .portTaken(text.firstMatch(of: /Bind for (\S+) failed/).map { String($0.1) })
    }
    if text.contains("address already in use") {
      return .portTaken(text.firstMatch(of: /listen \w+ (\S+): bind/).map { String($0.1) })
    }
    return nil
  }

  /// Whether the Engine's words tell of a fault of this host, which every stack would meet.
  public static func isHostFault(_ words: String) -> Bool { host(words) != nil }

  /// What of the host itself is at fault, by the Engine's words.
  static func host(_ text: String) -> ComposeFailure? {
    let engine = [
      "Cannot connect to the Docker daemon", "error during connect",
      "trying to connect to the Docker daemon", "trying to connect to the docker API",
    ]
    if engine.contains(where: text.contains) { return .noEngine }
    let full = ["no space left on device", "disk quota exceeded"]
    if full.contains(where: text.contains) { return .diskFull }
    let faults = [
      "ip_unprivileged_port_start", "containerd.sock", "cgroup mountpoint does not exist",
      "unable to apply cgroup configuration", "error creating overlay mount",
      "iptables failed", "iptables: No chain", "exec: \"runc\"",
      "runc did not terminate successfully", "all predefined address pools",
      "non-overlapping IPv4 address pool", "could not find an available",
    ]
    return faults.contains(where: text.contains) ? .hostFault : nil
  }

  private static func registry(_ text: String, code: Int32) -> ComposeFailure? {
    switch RegistryFault(text) {
    case .limit: .registryLimit
    case .missing: .imageNotFound
    case .refused: .registryRefused
    case .cutOff, .away: code == 18 || code == buildCode ? .registryUnreachable : nil
    case nil: nil
    }
  }

  private static func coded(_ code: Int32) -> ComposeFailure {
    switch code {
    case 14, 15: .invalid
    case buildCode: .buildFailed
    default: .other
    }
  }
}
