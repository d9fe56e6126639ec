extension Cause {
  /// The same with other names of what may come from a variable: images and containers.
  public func mapping(_ change: (String) -> String) -> Cause {
    switch self {
    case .image(let old, let new): .image(from: change(old), to: change(new))
    case .imageContent(let name, let old, let new):
      .imageContent(change(name), from: old, to: new)
    case .drift(let drift): .drift(drift.mapping(change))
    default: self
    }
  }
}

extension Drift {
  /// The same with other names of containers and networks.
  public func mapping(_ change: (String) -> String) -> Drift {
    switch self {
    case .ended(let name, let state, let code):
      .ended(container: change(name), state: state, exitCode: code)
    case .renamed(let name): .renamed(container: change(name))
    case .otherConfiguration(let name): .otherConfiguration(container: change(name))
    case .otherImage(let name): .otherImage(container: change(name))
    case .cutOff(let name, let network):
      .cutOff(container: change(name), network: change(network))
    case .surplus(let name, let service): .surplus(container: change(name), service: service)
    case .missing, .count, .staleMount: self
    }
  }
}
