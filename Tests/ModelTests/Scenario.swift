import Glibc
import Model

/// A planner scenario as a text file: what is declared, what was applied and what exists, a line
/// each, then "---" and the plan that must come out of it.
struct Scenario: CustomStringConvertible, Sendable {
  let name: String
  var host = "media"
  var stacks: [DeclaredStack] = []
  var protected: Set<String> = []
  var found: Set<String> = []
  var selection: Set<StackName>?
  var holds: [StackName: Hold] = [:]
  var teardownLimit: Int?
  var observation = Observation()
  var knowledge = Knowledge()
  /// The services of the stack "web" as they are declared now, and what they want done on changes.
  var wanted: [String: ServiceReceipt] = [:]
  var reactions: [String: ChangeReaction] = [:]
  /// Mounted files that are newer than the service's containers.
  var newer: [String: [String]] = [:]
  var expected = ""

  var description: String { name }

  /// What becomes of stacks.
  static let all = read(folder: "Scenarios")
  /// What becomes of the services of an applied stack.
  static let services = read(folder: "Scenarios/Services")

  init(name: String, text: String) {
    self.name = name
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    let rule = lines.firstIndex(of: "---") ?? lines.endIndex
    for line in lines[..<rule] where !line.hasPrefix("#") { take(ScenarioLine(line, in: name)) }
    expected = lines[rule...].dropFirst().map { $0 + "\n" }.joined()
  }

  var plan: Plan {
    let declaration = Declaration(host: host, stacks: stacks)
    let planner = Planner(
      declaration: declaration, protected: protected, found: found, selection: selection,
      holds: holds, teardownLimit: teardownLimit)
    return planner.plan(observation, knowledge)
  }

  var steps: String {
    let web = StackName("web")!
    let services = wanted.keys.sorted().map { name in
      var service = ResolvedService(name, image: wanted[name]!.image, project: web.text)
      service.onChange = reactions[name] ?? .recreate
      return service
    }
    let planner = ServicePlanner(
      web, ResolvedProject(services: services), wanted: wanted, receipt: knowledge.receipts[web],
      containers: observation.containers(of: web.text), newer: newer,
      changes: knowledge.changes[web] ?? [])
    return planner.steps.map { "\($0)\n" }.joined()
  }
}

extension Scenario {
  private static func read(folder: String) -> [Scenario] {
    let here = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    guard let stream = opendir("\(here)/\(folder)") else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".txt") { names.append(name) }
    }
    return names.sorted().map { Scenario(name: $0, text: read("\(here)/\(folder)/\($0)")) }
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
