internal import JSON

/// Something that happened to a container, as `GET /events` tells it.
struct ContainerEvent: Equatable {
  let id: String
  /// How it ended, where it did.
  private(set) var exitCode: Int?

  /// - Parameter line: one event; nil is made of anything else.
  init?(_ line: ArraySlice<UInt8>) {
    var json = JSONReader(Array(line))
    guard let event = try? ContainerEvent.read(&json) else { return nil }
    self = event
  }

  private init(id: String, exitCode: Int?) {
    self.id = id
    self.exitCode = exitCode
  }

  private static func read(_ json: inout JSONReader) throws(JSONReader.Fault) -> ContainerEvent {
    guard try json.object() else { throw JSONReader.Fault() }
    var (id, action, exitCode): (String?, String?, Int?)
    while let key = try json.key() {
      switch key {
      case "Action": action = try json.string()
      case "Actor": try readActor(&json, &id, &exitCode)
      default: try json.skip()
      }
    }
    guard let id else { throw JSONReader.Fault() }
    return ContainerEvent(id: id, exitCode: action == "die" ? exitCode : nil)
  }

  private static func readActor(
    _ json: inout JSONReader, _ id: inout String?, _ exitCode: inout Int?
  ) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      switch key {
      case "ID": id = try json.string()
      case "Attributes":
        guard try json.object() else { continue }
        while let name = try json.key() {
          let isCode = name == "exitCode"
          if isCode { exitCode = try json.string().flatMap { Int($0) } } else { try json.skip() }
        }
      default: try json.skip()
      }
    }
  }
}
