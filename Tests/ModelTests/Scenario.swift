import Glibc
import Model

/// A planner scenario as a text file: what is declared and what exists, a line each, then "---"
/// and the plan that must come out of it.
struct Scenario: CustomStringConvertible, Sendable {
  let name: String
  var host = "media"
  var stacks: [DeclaredStack] = []
  var protected: Set<String> = []
  var found: Set<String> = []
  var selection: Set<StackName>?
  var observation = Observation()
  var changes: [StackName: [String]?] = [:]
  var expected = ""

  var description: String { name }

  static let all: [Scenario] = {
    let folder = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Scenarios"
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".txt") { names.append(name) }
    }
    return names.sorted().map { Scenario(name: $0, text: read(folder + "/" + $0)) }
  }()

  init(name: String, text: String) {
    self.name = name
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    let rule = lines.firstIndex(of: "---") ?? lines.endIndex
    for line in lines[..<rule] where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      take(words[0], words.count > 1 ? words[1] : "")
    }
    expected = lines[rule...].dropFirst().map { $0 + "\n" }.joined()
  }

  private mutating func take(_ keyword: String, _ rest: String) {
    let words = rest.split(separator: " ").map(String.init)
    switch keyword {
    case "host": host = rest
    case "declared":
      let name = StackName(words[0])!
      let stack = Stack(
        name: name, composeFiles: ["\(name.folder)/compose.yaml"], environment: [])
      stacks.append(DeclaredStack(name: name, content: .readable(stack)))
    case "unreadable":
      stacks.append(
        DeclaredStack(
          name: StackName(words[0])!,
          content: .unreadable(Problem(words.dropFirst().joined(separator: " ")))))
    case "listed":
      let name = StackName(words[0])!
      stacks.append(
        DeclaredStack(
          name: name, content: .missing(Problem("\(name.folder) is not in the repository"))))
    case "protect": protected.formUnion(words)
    case "found": found.formUnion(words)
    case "select": selection = Set(words.map { StackName($0)! })
    case "changed": changes[StackName(words[0])!] = Array(words.dropFirst())
    case "applied": changes[StackName(rest)!] = []
    case "container":
      observation.containers.append(
        Container(
          id: "id-\(words[0])", name: words[0], project: words[1] == "-" ? nil : words[1],
          oneOff: words.contains("one-off"), state: words.contains("exited") ? .exited : .running))
    case "network":
      observation.networks.append(
        Network(id: "id-\(words[0])", name: words[0], project: words[1] == "-" ? nil : words[1]))
    default: fatalError("\(name): no such keyword: \(keyword)")
    }
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  var plan: Plan {
    let declaration = Declaration(host: host, stacks: stacks)
    let planner = Planner(
      declaration: declaration, protected: protected, found: found, selection: selection)
    return planner.plan(observation, changes: changes)
  }
}
