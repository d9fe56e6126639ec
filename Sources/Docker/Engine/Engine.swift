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
    let exchange = exchange(method, target, action, seconds: seconds)
    run(exchange)
    return try exchange.answer()
  }

  /// Runs a request to its end.
  func run(_ exchange: Exchange) {
    let stop = stop
    Crew.run(exchange, stop: stop) {
      // which signal it was nobody asks: the answer is `.stopped`
      stop.map { Awaited($0).isReady } == true ? Engine.anySignal : nil
    }
  }

  private static let anySignal: Int32 = 0

  /// A request that has not begun, for a ``Crew``.
  ///
  /// - Parameter cut: bytes of an answer that are enough; nil where it has to be whole.
  func exchange(
    _ method: String, _ target: String, _ action: String, seconds: Double? = nil,
    cutAt cut: Int? = nil
  ) -> Exchange {
    Exchange(
      Connection(socket, method, target, action: action), action: action,
      deadline: .now.adding(seconds: seconds ?? self.seconds), cutAt: cut)
  }
}
