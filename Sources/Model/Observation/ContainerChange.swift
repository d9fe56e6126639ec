/// What happened to one container of a stack.
public struct ContainerChange: Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable {
    case created, recreated, started, removed, restarted
    /// A one-shot ran in the container that it had.
    case ran
    case renamed(from: String)
    case signalled(String)
  }

  public let kind: Kind
  /// Its name.
  public let container: String
  public let service: String?

  public init(_ kind: Kind, _ container: Container) {
    self.kind = kind
    self.container = container.name
    service = container.service
  }

  public var description: String {
    switch kind {
    case .created: "created \(container)"
    case .recreated: "recreated \(container)"
    case .started: "started \(container)"
    case .removed: "removed \(container)"
    case .restarted: "restarted \(container)"
    case .ran: "ran \(container)"
    case .renamed(let name): "renamed \(name) to \(container)"
    case .signalled(let signal): "sent \(signal) to \(container)"
    }
  }

  /// What happened to the containers of a stack between two looks.
  ///
  /// A container of the same name with another id was recreated.
  ///
  /// - Parameter deeds: for services whose containers show nothing of it, what was done to them.
  public static func all(
    from old: [Container], to new: [Container], deeds: [String: Kind] = [:]
  ) -> [ContainerChange] {
    let gone = old.filter { container in
      !new.contains { $0.name == container.name || $0.id == container.id }
    }
    return new.compactMap { change(to: $0, from: old, deeds) }
      + gone.map { ContainerChange(.removed, $0) }
  }

  private static func change(
    to container: Container, from old: [Container], _ deeds: [String: Kind]
  ) -> ContainerChange? {
    let deed = container.service.flatMap { deeds[$0] }
    if let same = old.first(where: { $0.id == container.id }) {
      if same.name != container.name {
        return ContainerChange(.renamed(from: same.name), container)
      }
      if same.state != .running && container.state == .running {
        return ContainerChange(.started, container)
      }
      return deed.map { ContainerChange($0, container) }
    }
    let isReplaced = old.contains { $0.name == container.name }
    return ContainerChange(isReplaced ? .recreated : .created, container)
  }
}
