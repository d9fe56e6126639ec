internal import Docker
internal import YAML

/// What a Compose file says about variables and files, read without Compose. What cannot be
/// understood is passed over: whether a file is right is for Compose to say.
struct ComposeText {
  /// A text and the line it stands in.
  struct Place: Equatable {
    let text: String
    let line: Int
  }

  struct Variable: Equatable {
    let name: String
    let line: Int
    /// Whether Compose would put nothing in its place if no file defines it.
    let isRequired: Bool
  }

  /// Other Compose files, which are read as projects of their own.
  struct Include: Equatable {
    var files: [String] = []
    var environment: [String] = []
    var folder: String?
  }

  /// What is interpolated.
  private(set) var variables: [Variable] = []
  /// What a container gets under the same name, if it is set.
  private(set) var passed: Set<String> = []
  /// Files whose variables a container gets.
  private(set) var environmentFiles: [Place] = []
  /// Files and folders whose content a container gets.
  private(set) var content: [Place] = []
  /// Folders and files that images are built from.
  private(set) var contexts: [Place] = []
  /// What it says to converge.
  private(set) var settings: WrittenSettings?
  private(set) var includes: [Include] = []
  private(set) var extended: [String] = []
  /// The lines with encrypted text.
  let encrypted: [Int]

  /// - Throws: `YAMLError` where it is no YAML.
  init(_ bytes: [UInt8]) throws(YAMLError) {
    encrypted = CheckedSecret.mark.lines(in: bytes)
    for document in try Node.documents(in: bytes) { read(document, []) }
  }

  private mutating func read(_ node: Node, _ path: [String]) {
    switch node.value {
    case .scalar(let text, let plain): read(text, node, isNull: plain && node.kind == .null, path)
    case .sequence(let items):
      for item in items {
        if path == ["include"] { include(item) }
        read(item, path + [ComposePlace.item])
      }
    case .mapping(let entries):
      for entry in entries {
        guard path + [entry.key.value] != ["x-converge"] else {
          settings = WrittenSettings(entry.value)
          continue
        }
        pass(entry, path)
        read(entry.value, path + [entry.key.value])
      }
    }
  }

  private mutating func read(_ text: String, _ node: Node, isNull: Bool, _ path: [String]) {
    let line = node.mark.line
    variables += ComposeVariables(text).uses.map {
      Variable(name: $0.name, line: line, isRequired: $0.isRequired)
    }
    switch ComposePlace(path) {
    case .environmentFile: environmentFiles.append(Place(text: text, line: line))
    case .content: content.append(Place(text: text, line: line))
    case .context: contexts.append(Place(text: text, line: line))
    case .environment where path.last == ComposePlace.item && !text.contains("="):
      passed.insert(text)
    case .buildArgument:
      content.append(Place(text: text, line: line))
      if path.last == ComposePlace.item && !text.contains("=") { passed.insert(text) }
    case .variable: variables.append(Variable(name: text, line: line, isRequired: true))
    case .extended: extended.append(text)
    default: break
    }
  }

  /// `KEY:` without a value takes the value from the environment of Compose.
  private mutating func pass(_ entry: Node.Entry, _ path: [String]) {
    guard entry.value.kind == .null else { return }
    switch ComposePlace(path + [entry.key.value]) {
    case .environment, .buildArgument: passed.insert(entry.key.value)
    default: break
    }
  }

  private mutating func include(_ node: Node) {
    var include = Include()
    switch node.value {
    case .scalar(let text, _): include.files = [text]
    case .mapping(let entries):
      for entry in entries {
        switch entry.key.value {
        case "path": include.files = ComposeText.words(entry.value)
        case "env_file": include.environment = ComposeText.words(entry.value)
        case "project_directory": include.folder = ComposeText.words(entry.value).first
        default: break
        }
      }
    case .sequence: return
    }
    includes.append(include)
  }

  private static func words(_ node: Node) -> [String] {
    switch node.value {
    case .scalar(let text, _): [text]
    case .sequence(let items): items.flatMap(words)
    case .mapping: []
    }
  }
}

/// What the place of a text in a Compose file means.
enum ComposePlace {
  case environmentFile, environment, buildArgument, content, context, variable, extended, other

  /// The name of each item of a list, in a path.
  static let item = "[]"

  init(_ path: [String]) {
    let first = path.first ?? ""
    let third = path.count > 2 ? path[2] : ""
    let fourth = path.count > 3 ? path[3] : ""
    switch first {
    case "services":
      self = ComposePlace.inService(third, fourth, path.last ?? "")
    case "include": self = path.contains("env_file") ? .environmentFile : .other
    case "secrets", "configs":
      self = third == "file" ? .content : third == "environment" ? .variable : .other
    case "volumes": self = third == "driver_opts" && fourth == "device" ? .content : .other
    default: self = .other
    }
  }

  private static func inService(_ key: String, _ inner: String, _ last: String) -> ComposePlace {
    switch (key, inner) {
    case ("env_file", _): last == "format" || last == "required" ? .other : .environmentFile
    case ("environment", let name) where !name.isEmpty: .environment
    case ("build", "args"): .buildArgument
    case ("build", ""), ("build", "context"), ("build", "additional_contexts"): .context
    case ("volumes", _): last == "target" ? .other : .content
    case ("label_file", _): .content
    case ("extends", "file"): .extended
    default: .other
    }
  }
}
