internal import Git
internal import Glibc
internal import Model
internal import Posix

/// `hooks/<stack>/` in the state folder: the `hooks` folder of a stack as a commit has it. The
/// checkout may have that of another commit, and folders in memory are often mounted noexec.
struct HookFolder {
  static let name = "hooks"

  private let state: String

  /// - Parameter state: the absolute path of the state folder.
  init(state: String) { self.state = state }

  /// The absolute path of a stack's folder.
  func path(of stack: StackName) -> String { "\(state)/\(HookFolder.name)/\(stack)" }

  /// Writes the hooks of a stack and what stands beside them, in the place of whatever was written
  /// before: programs with mode 0700, other files with 0600. In the place of links stands what they
  /// lead to in the commit.
  ///
  /// - Parameter tree: the commit's.
  func write(
    _ stack: StackName, _ tree: ObjectID, _ repository: Repository
  ) throws(Failure) {
    remove(stack)
    do {
      let folder = try Folder.open(state).make("\(HookFolder.name)/\(stack)", mode: 0o700)
      let source = "\(stack.folder)/hooks"
      if try repository.entry(of: tree, at: source)?.kind == .folder {
        try Copy(repository: repository, tree: tree).write(source, to: "", in: folder, within: [])
      }
    } catch {
      throw Failure(any: error)
    }
  }

  /// Removes what was written for a stack.
  func remove(_ stack: StackName) { FileTree.remove(path(of: stack)) }
}

/// What a commit has at a path, written elsewhere.
private struct Copy {
  let repository: Repository
  let tree: ObjectID

  /// - Parameter outer: the folders in which this is found: a link back to one of them is left out.
  func write(
    _ source: String, to path: String, in folder: borrowing Folder, within outer: Set<String>
  ) throws {
    guard let real = try LinkedPath(repository: repository, tree: tree).real(source),
      let entry = try repository.entry(of: tree, at: real)
    else { return }
    switch entry.kind {
    case .file, .executable:
      let mode: mode_t = entry.kind == .executable ? 0o700 : 0o600
      try folder.write(try repository.blob(entry.id), to: path, mode: mode, synced: false)
    case .folder:
      if outer.contains(real) { return }
      if !path.isEmpty { _ = try folder.make(path, mode: 0o700) }
      for inner in try repository.entries(of: tree, in: real) ?? [] {
        try write(
          inner.path, to: path.isEmpty ? inner.name : "\(path)/\(inner.name)", in: folder,
          within: outer.union([real]))
      }
    case .link, .submodule: break
    }
  }
}
