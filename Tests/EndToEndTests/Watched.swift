import TestSupport
import Testing

/// A world in which every child process of a cycle is written down.
struct Watched {
  let world: World
  private let trace: Trace

  /// Commits and runs the first cycle, which must converge.
  init(settings: String = "", _ files: Files..., sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    try self.init(try World(settings: settings, merged(files)))
    try cycle(sourceLocation: sourceLocation)
  }

  init(_ world: World) throws {
    self.world = world
    trace = try Trace()
  }

  var engine: Engine { world.engine }

  /// What one cycle said, and which `docker` it ran.
  struct Ran: CustomStringConvertible {
    let output: Output
    let calls: [Trace.Call]

    var text: String { output.text }
    /// The Compose projects that it called Compose for.
    var projects: Set<String> { Set(calls.compactMap(\.project)) }
    var description: String { "\(output)\n--- ran\n\(calls)" }
  }

  /// Runs one cycle, which must end with the exit code given.
  @discardableResult
  func cycle(
    _ arguments: String..., exits status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Ran {
    try trace.clear()
    let child = try world.host.start(arguments, environment: ["PATH": trace.path])
    let ran = Ran(output: try child.wait(), calls: trace.calls)
    #expect(ran.output.status == status, "\(ran)", sourceLocation: sourceLocation)
    return ran
  }

  /// Commits, pushes, and runs one cycle.
  @discardableResult
  func deploy(
    _ files: Files..., exits status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Ran {
    try world.commit(merged(files))
    return try cycle(exits: status, sourceLocation: sourceLocation)
  }

  /// Runs one cycle, which must find everything as it shall be: it starts no program and changes
  /// nothing, on the Engine or on disk.
  @discardableResult
  func isQuiet(
    _ why: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Ran {
    let (snapshot, marks) = (try world.snapshot(), try marks)
    let ran = try cycle(sourceLocation: sourceLocation)
    #expect(ran.calls.isEmpty, "\(why) \(ran)", sourceLocation: sourceLocation)
    let changes = try world.snapshot().changes(since: snapshot)
    #expect(changes == [], "\(why)", sourceLocation: sourceLocation)
    let touched = Set(try self.marks).subtracting(marks).sorted()
    #expect(touched == [], "\(why)", sourceLocation: sourceLocation)
    return ran
  }

  /// Path, inode and times of all that a cycle could write to.
  private var marks: [String] {
    get throws {
      let folders = [world.host.checkout, world.host.state, world.host.home]
      let lines = try must(["find"] + folders + ["-printf", "%p %i %s %T@ %C@\n"])
      return lines.split(separator: "\n").map(String.init).sorted()
    }
  }

  /// The id of each container by name: the same id is the same container, untouched.
  func ids() throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try engine.containers().map { ($0.name, $0.id) })
  }

  /// What a program prints in the container of a service.
  func print(_ stack: String, _ service: String, _ command: [String]) throws -> String {
    try must(
      ["docker", "-H", "unix://\(engine.socket)", "exec"]
        + [try engine.container(stack, service).id] + command)
  }

  /// The lines of a file in the checkout, as containers and people leave them there.
  func lines(_ path: String) -> [String] {
    (world.host.file(path) ?? "").split(separator: "\n").map(String.init)
  }
}
