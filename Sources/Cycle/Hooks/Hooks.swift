internal import Git
internal import Model
internal import Posix

/// The hooks that a commit has for a stack, and what stands beside them.
struct Hooks: Equatable {
  /// What stands under the name of each hook; where that is a link, what it leads to.
  let entries: [Hook: TreeEntry]
  /// Everything in their folder, at any depth, sorted by path.
  let files: [TreeEntry]

  /// Their folder in the repository.
  static func folder(of stack: StackName) -> String { "\(stack.folder)/hooks" }

  /// Finds them in a commit's tree.
  static func of(
    _ stack: StackName, _ tree: ObjectID, _ repository: Repository
  ) throws(GitError) -> Hooks {
    let files = try repository.files(of: tree, below: folder(of: stack)) ?? []
    var entries: [Hook: TreeEntry] = [:]
    if files.isEmpty { return Hooks(entries: entries, files: files) }
    for hook in Hook.allCases {
      let path = hook.path(of: stack)
      guard let entry = try repository.entry(of: tree, at: path) else { continue }
      let real = try LinkedPath(repository: repository, tree: tree).real(path) ?? path
      entries[hook] = try repository.entry(of: tree, at: real) ?? entry
    }
    return Hooks(entries: entries, files: files)
  }

  func contains(_ hook: Hook) -> Bool { entries[hook] != nil }

  /// Why one of them could not be started; nil where all can.
  func obstacle(_ stack: StackName, _ repository: Repository) -> Problem? {
    for hook in Hook.allCases {
      guard let entry = entries[hook] else { continue }
      let isFile = [.file, .executable].contains(entry.kind)
      let isExecutable = entry.kind == .executable
      let obstacle = hook.obstacle(stack, isFile: isFile, isExecutable: isExecutable)
      if let obstacle { return obstacle }
      guard let why = Hooks.fault(in: (try? repository.blob(entry.id)) ?? []) else { continue }
      return Problem(
        "hook \(hook.rawValue) of \(stack) \(why)", at: .init(hook.path(of: stack)),
        hint: "a script begins with a line such as #!/bin/sh")
    }
    return nil
  }

  /// Why the system would not run a program that begins so: a script without the program that runs
  /// it; nil for what is none.
  private static func fault(in bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x7f] + Array("ELF".utf8)) { return nil }
    guard bytes.starts(with: Array("#!".utf8)) else { return "is neither a script nor a program" }
    let line = String(decoding: bytes.dropFirst(2).prefix { $0 != 10 }, as: UTF8.self)
    let name = line.split { $0 == " " || $0 == "\t" }.first.map(String.init) ?? ""
    guard let status = try? FileStatus.of(name), status.permissions & 0o111 != 0 else {
      return "wants \(name), which is not on this host"
    }
    return nil
  }

  /// Files that were meant to be hooks, and are named otherwise: "stacks/shop/hooks/pre_deploy.sh".
  func misnamed(_ stack: StackName) -> [String] {
    let meant = Set(Hook.allCases.map { Hooks.letters($0.rawValue[...]) })
    return files.map(\.path).filter { path in
      let name = path.dropFirst(Hooks.folder(of: stack).count + 1)
      let stem = name.prefix { $0 != "." }
      return Hook(rawValue: String(name)) == nil && meant.contains(Hooks.letters(stem))
    }
  }

  /// What is to be said of one of these.
  static func warning(_ misnamed: String) -> String {
    let names = Hook.allCases.map(\.rawValue).joined(separator: ", ")
    return "\(misnamed) never runs: hooks are named \(names)"
  }

  private static func letters(_ name: Substring) -> String {
    name.lowercased().filter { $0 != "-" && $0 != "_" }
  }
}
