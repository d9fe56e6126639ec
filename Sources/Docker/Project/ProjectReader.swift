internal import Model
internal import YAML

/// Reads what `docker compose config` prints as YAML: its JSON leaves `x-converge` out.
///
/// Values of variables, and what else may be secret, leave it sealed or not at all.
public struct ProjectReader {
  /// The same project read in another place: paths that start with `from` are told with `to`.
  public struct Move: Equatable, Sendable {
    public let from: String
    public let to: String

    /// - Parameters:
    ///   - from: the absolute path of the folder that Compose read.
    ///   - to: the absolute path of the folder that is meant.
    public init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  private let project: String
  private let seal: (_ what: [UInt8]) -> String
  private let variable: (_ name: String) -> String?
  private let move: Move?

  /// - Parameters:
  ///   - project: the Compose project's name.
  ///   - seal: what stands for bytes that may be secret: nobody can guess these from it, and the
  ///     same bytes have the same seal.
  ///   - variable: the value of a variable, as Compose sees it: Compose never prints the content
  ///     of `secrets` and `configs` that come from one. Where nil, its name has to do.
  ///   - move: for what was read in another place than it is meant for.
  public init(
    project: String, seal: @escaping (_ what: [UInt8]) -> String,
    variable: @escaping (_ name: String) -> String? = { _ in nil }, move: Move? = nil
  ) {
    self.project = project
    self.seal = seal
    self.variable = variable
    self.move = move
  }

  /// Reads a whole answer.
  ///
  /// - Parameter yaml: all that was printed: YAML that was cut off may well look whole.
  /// - Throws: `ProjectError`, also where `x-converge` says what it may not.
  public func read(_ yaml: [UInt8]) throws(ProjectError) -> Resolution {
    let root = try parse(yaml)
    guard case .mapping(let services)? = root["services"]?.value else {
      throw .unreadable("its answer is not what was expected")
    }
    let settings = try ProjectSettings(root[ServiceSettings.key])
    let resources = ProjectResources(root, project: project)
    let reader = ServiceReader(
      project: project, resources: resources, services: root["services"],
      awaited: Self.awaited(by: services), seal: seal, variable: variable)
    var result: [ResolvedService] = []
    for entry in services {
      result.append(try reader.read(entry.key.value, entry.value))
    }
    var resolved = ResolvedProject(
      services: result.sorted { $0.name < $1.name }, creates: resources.created,
      uses: resources.used)
    (resolved.window, resolved.stable) = (settings.window, settings.stable)
    resolved.rollback = settings.rollback
    resolved.secrets = settings.secrets
    return Resolution(project: resolved, warnings: Self.misspelt(root, services))
  }

  /// Keys that Compose takes whatever they are, and that were probably meant for this program.
  private static func misspelt(_ root: Node, _ services: [Node.Entry]) -> [ComposeWarning] {
    let below = services.flatMap { misspelt(in: $0.value, "service \($0.key.value)") }
    return misspelt(in: root, "at the top of the file") + below
  }

  private static func misspelt(in node: Node, _ place: String) -> [ComposeWarning] {
    let known = ServiceSettings.key
    return node.entries.map(\.key.value).filter { key in
      key.hasPrefix("x-") && key != known && nearest(to: key, in: [known]) != nil
    }.map { .other("\(place): \(Messages.clean($0)) is not read; did you mean \(known)?") }
  }

  private func parse(_ yaml: [UInt8]) throws(ProjectError) -> Node {
    let node: Node?
    do {
      node = try Node.parse(
        Self.unescaped(yaml), sizeLimit: 64 << 20, depthLimit: 100, takingBinary: true)
    } catch {
      throw .unreadable("its answer is not the YAML that was expected")
    }
    guard let node else { throw .unreadable("it printed nothing") }
    guard let move else { return node }
    return node.mapping { text in
      guard text.hasPrefix(move.from) else { return text }
      let rest = text.dropFirst(move.from.count)
      return rest.isEmpty || rest.hasPrefix("/") ? move.to + rest : text
    }
  }

  /// Compose prints every `$` twice, wherever it stands.
  private static func unescaped(_ yaml: [UInt8]) -> [UInt8] {
    let dollar = UInt8(ascii: "$")
    guard yaml.contains(dollar) else { return yaml }
    var result: [UInt8] = []
    result.reserveCapacity(yaml.count)
    var isSecond = false
    for byte in yaml {
      isSecond = byte == dollar && !isSecond
      if byte != dollar || isSecond { result.append(byte) }
    }
    return result
  }

  /// The services whose success others wait for.
  private static func awaited(by services: [Node.Entry]) -> Set<String> {
    var result: Set<String> = []
    for service in services {
      for entry in service.value["depends_on"]?.entries ?? []
      where entry.value["condition"]?.word == "service_completed_successfully" {
        result.insert(entry.key.value)
      }
    }
    return result
  }
}
