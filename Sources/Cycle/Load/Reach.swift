internal import Git
internal import Model
internal import YAML

/// What a stack uses of the repository outside its own folder: every path in its Compose files that
/// leads out of the folder they stand in. This is no reader of Compose files: it takes more than
/// Compose does, at the price that a change there is looked at once for nothing.
struct Reach {
  /// Compose files that lead to others, at most.
  static let limit = 1000

  private let repository: Repository
  private let tree: ObjectID
  private let folder: String
  private var seen: Set<String> = []

  init(_ repository: Repository, _ tree: ObjectID, _ stack: StackName) {
    self.repository = repository
    self.tree = tree
    folder = stack.folder
  }

  /// The paths, sorted.
  ///
  /// - Parameters:
  ///   - files: the stack's Compose files.
  ///   - resolved: paths that Compose itself resolved, in the repository.
  static func of(
    _ stack: Stack, _ repository: Repository, _ tree: ObjectID, resolved: [String]
  ) throws(GitError) -> [String] {
    var reach = Reach(repository, tree, stack.name)
    for file in stack.composeFiles { try reach.follow(file) }
    for path in resolved { reach.seen.insert(path) }
    try reach.followLinks(from: stack.environment.map(\.source))
    let prefix = stack.name.folder + "/"
    return reach.seen.filter { !$0.hasPrefix(prefix) && $0 != stack.name.folder }.sorted()
  }

  /// Takes in what a Compose file names, and what the Compose files that it names do.
  private mutating func follow(_ file: String) throws(GitError) {
    guard seen.count < Reach.limit, let real = try links.real(file),
      let entry = try repository.entry(of: tree, at: real),
      entry.kind == .file || entry.kind == .executable
    else { return }
    if real != file { seen.insert(real) }
    let parent = file.split(separator: "/").dropLast().joined(separator: "/")
    // what is included brings its own variables along (compose-spec, `include`)
    if parent != folder { seen.insert(parent + "/.env") }
    for text in Node.scalars(in: try repository.blob(entry.id)) {
      if parent != folder, let path = try self.file(text, beside: parent) { seen.insert(path) }
      for base in Set([parent, folder]) {
        for path in Reach.paths(in: text, from: base) {
          let isNew = seen.insert(path).inserted
          if isNew, path.hasSuffix(".yaml") || path.hasSuffix(".yml") { try follow(path) }
        }
      }
    }
  }

  /// The file of that name in a folder outside the stack's own: what is included or extended has
  /// its `env_file` there.
  private func file(_ text: String, beside parent: String) throws(GitError) -> String? {
    guard text.utf8.count < 256, !text.contains("\n"), !text.hasPrefix("/"),
      let path = Reach.below(parent, text),
      let entry = try repository.entry(of: tree, at: path), entry.kind != .folder
    else { return nil }
    return path
  }

  private var links: LinkedPath { LinkedPath(repository: repository, tree: tree) }

  /// Takes in where the links lead that stand in what was found so far, or on the way to it.
  ///
  /// - Parameter others: more paths in the repository.
  private mutating func followLinks(from others: [String]) throws(GitError) {
    var next = [folder] + others + seen
    var done: Set<String> = []
    while let place = next.popLast() {
      guard seen.count < Reach.limit, done.insert(place).inserted else { continue }
      var found = [try links.real(place)]
      for file in try repository.files(of: tree, at: place) where file.kind == .link {
        found.append(try links.real(file.path))
      }
      for case let path? in found where !path.isEmpty && path != place {
        seen.insert(path)
        next.append(path)
      }
    }
  }

  /// The paths in the repository that a text may name, also before a colon: those that lead up
  /// ("../../global/x"), and YAML files. Up to a variable, where there is one.
  static func paths(in text: String, from folder: String) -> [String] {
    guard text.utf8.count < 4096 else { return [] }
    return text.split(separator: ":").compactMap { part in
      var words = part.split(separator: "/", omittingEmptySubsequences: false)
      guard words.first != "" else { return nil }
      if let variable = words.firstIndex(where: { $0.contains("$") }) {
        words = Array(words[..<variable])
      }
      let isFile = words.last.map { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } ?? false
      guard words.contains("..") || isFile else { return nil }
      return Reach.below(folder, words.joined(separator: "/"))
    }
  }

  /// A path from the repository's root; nil where it leads out of it, or to the root.
  private static func below(_ folder: String, _ text: String) -> String? {
    let path = RepositoryPath.normal("\(folder)/\(text)")
    return path == "" ? nil : path
  }
}
