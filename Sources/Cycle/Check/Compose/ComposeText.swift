internal import Docker
internal import Secrets
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
    encrypted = Ciphertext.lines(in: bytes)
    let limits = YAMLLimits(size: 1 << 20, depth: 64)
    for document in try CommentedDocument.parse(bytes, limits: limits) { read(document.root, []) }
  }

  private mutating func read(_ node: CommentedNode, _ path: [String]) {
    switch node.content {
    case .scalar, .alias: read(node.word, node.mark.line, path)
    case .sequence(let items):
      for item in items {
        if path == ["include"] { include(item) }
        read(item, path + [ComposePlace.item])
      }
    case .mapping(let entries):
      for entry in entries {
        let path = path + [entry.key.word]
        guard path != ["x-converge"] else {
          settings = WrittenSettings(entry.value.plainNode)
          continue
        }
        pass(entry, path)
        read(entry.value, path)
      }
    }
  }

  private mutating func read(_ text: String, _ line: Int, _ path: [String]) {
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
  private mutating func pass(_ entry: CommentedNode.Entry, _ path: [String]) {
    guard entry.value.isNull else { return }
    switch ComposePlace(path) {
    case .environment, .buildArgument: passed.insert(entry.key.word)
    default: break
    }
  }

  private mutating func include(_ node: CommentedNode) {
    var include = Include()
    switch node.content {
    case .scalar, .alias: include.files = [node.word]
    case .mapping(let entries):
      for entry in entries {
        switch entry.key.word {
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

  private static func words(_ node: CommentedNode) -> [String] {
    switch node.content {
    case .scalar, .alias: [node.word]
    case .sequence(let items): items.flatMap(words)
    case .mapping: []
    }
  }
}

extension CommentedNode {
  /// Its text; nothing where it is none, or an alias: what that stands for is read where it is
  /// written.
  fileprivate var word: String {
    guard case .scalar(let scalar) = content else { return "" }
    return String(decoding: scalar.text, as: UTF8.self)
  }

  /// Whether there is no value, whatever its tag (`!reset`).
  fileprivate var isNull: Bool {
    guard case .scalar(let scalar) = content else { return false }
    return Resolution(scalar, tag: nil) == .null
  }

  /// The same without comments, for what reads settings.
  fileprivate var plainNode: Node {
    switch content {
    case .scalar(let scalar): Node(.scalar(word, plain: scalar.style == .plain), at: mark)
    case .alias: Node(.scalar("", plain: true), at: mark)
    case .sequence(let items): Node(.sequence(items.map(\.plainNode)), at: mark)
    case .mapping(let entries):
      Node(
        .mapping(
          entries.map {
            Node.Entry(key: Text($0.key.word, at: $0.key.mark), value: $0.value.plainNode)
          }), at: mark)
    }
  }
}
