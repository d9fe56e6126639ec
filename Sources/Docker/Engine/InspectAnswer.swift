internal import JSON
internal import Model

/// A container as `GET /containers/ID/json` tells it.
struct InspectAnswer {
  private var id: String?
  private var state: Container.State?
  private var look = ContainerLook(id: "", name: "", state: .other)
  private var healthOutput = ""
  private var hasTerminal = false

  private init() {}

  static func one(_ json: inout JSONReader) throws(JSONReader.Fault) -> Inspection {
    var answer = InspectAnswer()
    try answer.read(&json)
    guard let id = answer.id, let state = answer.state else { throw JSONReader.Fault() }
    (answer.look.id, answer.look.state) = (id, state)
    let output = LogText.clean(answer.healthOutput)
    return Inspection(
      look: answer.look, healthOutput: output.isEmpty ? nil : output,
      hasTerminal: answer.hasTerminal)
  }

  private mutating func read(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { throw JSONReader.Fault() }
    while let key = try json.key() {
      switch key {
      case "Id": id = try json.string()
      case "Name": look.name = String((try json.string() ?? "").drop { $0 == "/" })
      case "Image": look.imageID = try json.string() ?? ""
      case "RestartCount": look.restarts = Int(try json.integer() ?? 0)
      case "State": try readState(&json)
      case "Config": try readConfig(&json)
      default: try json.skip()
      }
    }
  }

  private mutating func readState(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      switch key {
      case "Status": state = try json.string().map { Container.State($0) }
      case "ExitCode": look.exitCode = Int(try json.integer() ?? 0)
      case "Error": look.error = Messages.clean(try json.string() ?? "")
      case "StartedAt": look.startedAt = try json.string().flatMap { Moment($0) == nil ? nil : $0 }
      case "Health": try readHealth(&json)
      default: try json.skip()
      }
    }
  }

  private mutating func readHealth(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      switch key {
      case "Status": look.health = try json.string().flatMap { Container.Health(word: $0) }
      case "Log":
        guard try json.list() else { continue }
        while try json.item() { try readTry(&json) }
      default: try json.skip()
      }
    }
  }

  /// The last try of the health check is the last one in the list.
  private mutating func readTry(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      if key == "Output" {
        healthOutput = try json.string() ?? ""
      } else {
        try json.skip()
      }
    }
  }

  private mutating func readConfig(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      switch key {
      case "Tty": hasTerminal = try json.flag() ?? false
      case "Labels":
        let labels = try ContainerLabels(&json)
        look.project = labels.project
        look.service = labels.service
        look.configHash = labels.configHash
      case "Healthcheck": try readHealthCheck(&json)
      default: try json.skip()
      }
    }
  }

  private mutating func readHealthCheck(_ json: inout JSONReader) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    var (start, retries, interval, timeout) = (Int64(0), Int64(0), Int64(0), Int64(0))
    while let key = try json.key() {
      switch key {
      case "StartPeriod": start = try json.integer() ?? 0
      case "Retries": retries = try json.integer() ?? 0
      case "Interval": interval = try json.integer() ?? 0
      case "Timeout": timeout = try json.integer() ?? 0
      default: try json.skip()
      }
    }
    // the Engine counts in nanoseconds
    look.healthCheck = HealthCheck(
      startPeriod: Double(start) / 1e9, retries: Double(retries), interval: Double(interval) / 1e9,
      timeout: Double(timeout) / 1e9)
  }
}

extension Container.Health {
  fileprivate init?(word: String) {
    switch word {
    case "healthy": self = .healthy
    case "unhealthy": self = .unhealthy
    case "starting": self = .starting
    default: return nil
    }
  }
}
