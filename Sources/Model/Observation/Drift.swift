/// How what runs differs from what was applied.
public enum Drift: Equatable, Sendable, CustomStringConvertible {
  /// A service without any container.
  case missing(service: String)
  /// Fewer or more containers than there shall be.
  case count(service: String, is: Int, shall: Int)
  /// A container that should run, or should have finished well, and has not.
  case ended(container: String, state: Container.State, exitCode: Int?)
  case renamed(container: String)
  /// Made from another configuration than the one applied.
  case otherConfiguration(container: String)
  /// Runs another image than the one applied.
  case otherImage(container: String)
  case cutOff(container: String, network: String)
  /// It sees a file or folder that is no longer the one in the checkout.
  case staleMount(service: String, path: String)
  /// A container of a service that the stack does not have, or not with these profiles.
  case surplus(container: String, service: String)

  public var description: String {
    switch self {
    case .missing(let service): "container of \(service) is missing"
    case .count(let service, let number, let shall):
      "\(service) has \(number) of \(shall) containers"
    case .ended(let name, let state, let code): "container \(name) \(Drift.words(state, code))"
    case .renamed(let name): "container \(name) has a name that is not its own"
    case .otherConfiguration(let name): "container \(name) has another configuration"
    case .otherImage(let name): "container \(name) runs another image"
    case .cutOff(let name, let network): "container \(name) is cut off from network \(network)"
    case .staleMount(_, let path): "\(path) was replaced in the checkout"
    case .surplus(let name, let service): "container \(name): no service \(service) is active"
    }
  }

  private static func words(_ state: Container.State, _ code: Int?) -> String {
    switch state {
    case .created: "was never started"
    case .restarting: "keeps restarting"
    case .dead: "is dead"
    case .exited: code.map { "exited with \($0)" } ?? "exited"
    case .running, .paused, .removing, .other: "is in an unexpected state"
    }
  }

  /// Whether `up` leaves it as it is.
  public var isLeftByUp: Bool {
    switch self {
    case .renamed, .cutOff, .staleMount, .otherImage, .otherConfiguration: true
    case .missing, .count, .ended, .surplus: false
    }
  }

  /// The service it is about, where that is one of the stack's.
  public func service(in observation: Observation) -> String? {
    switch self {
    case .missing(let service), .count(let service, _, _), .staleMount(let service, _):
      service
    case .surplus: nil
    case .ended(let name, _, _), .renamed(let name), .otherConfiguration(let name),
      .otherImage(let name), .cutOff(let name, _):
      observation.containers.first { $0.name == name }?.service
    }
  }
}
