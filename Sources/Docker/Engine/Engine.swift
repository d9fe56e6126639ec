public import Model
internal import Posix

/// The Docker Engine, asked over its Unix socket (Engine API, the daemon's own version).
public struct Engine: Sendable {
  /// The socket's absolute path.
  public let socket: String
  /// Seconds in which an answer must be whole.
  public var seconds: Double
  /// A descriptor that becomes readable when the program is to stop.
  public var stop: Int32?

  public init(socket: String, seconds: Double = 30, stop: Int32? = nil) {
    self.socket = socket
    self.seconds = seconds
    self.stop = stop
  }

  /// All containers and networks.
  ///
  /// - Throws: `EngineError`; half an answer is one.
  public func observe() throws(EngineError) -> Observation {
    Observation(containers: try containers(), networks: try networks())
  }

  /// All containers, running or not, by name.
  public func containers() throws(EngineError) -> [Container] {
    try send("GET", "/containers/json?all=1", "list the containers").read(ContainerAnswer.all)
      .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  /// All networks, by name.
  public func networks() throws(EngineError) -> [Network] {
    try send("GET", "/networks", "list the networks").read(NetworkAnswer.all)
      .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  func get<Value: Decodable>(
    _ target: String, _ action: String, as type: Value.Type
  ) throws(EngineError) -> Value {
    try send("GET", target, action).decoded(type)
  }

  func send(
    _ method: String, _ target: String, _ action: String, seconds: Double? = nil
  ) throws(EngineError) -> Answer {
    let exchange = Exchange(
      socket: socket, action: action, deadline: .now.adding(seconds: seconds ?? self.seconds),
      stop: stop ?? -1)
    return try exchange.send(method, target)
  }
}
