internal import CGit2

/// Reads whole trees, each folder once, however often it stands in others.
final class TreeReader {
  private enum Step {
    case enter(ObjectID, path: String)
    /// A folder whose own folders were read meanwhile.
    case leave(ObjectID, entries: Int, folders: [ObjectID])
  }

  private let repository: Repository
  private let store: OpaquePointer?
  private var counts: [ObjectID: Int] = [:]
  private var seen: Set<ObjectID> = []
  /// The first file that was found to be larger than a file may be, and its bytes.
  private(set) var tooLarge: (path: String, size: Int)?

  init(_ repository: Repository) throws(GitError) {
    self.repository = repository
    store = try repository.objectStore()
  }

  deinit { git_odb_free(store) }

  /// How many entries a tree that was read has, at any depth.
  func count(of tree: ObjectID) -> Int { counts[tree] ?? 0 }

  /// Reads a tree with all its folders, and looks whether their files are here.
  ///
  /// - Parameter wholeFiles: whether every byte of a file is looked at, and not its header alone.
  /// - Returns: false where a file is missing or damaged.
  /// - Throws: `GitError` where a folder is, or was made wrongly; with `.interrupted`.
  func read(_ tree: ObjectID, wholeFiles: Bool = false) throws(GitError) -> Bool {
    var steps = [Step.enter(tree, path: "")]
    while let step = steps.popLast() {
      switch step {
      case .enter(let folder, let path):
        if counts[folder] != nil { continue }
        guard try enter(folder, path, wholeFiles, &steps) else { return false }
      case .leave(let folder, let entries, let folders):
        counts[folder] = folders.reduce(entries) { sum, inner in
          let (result, isTooLarge) = sum.addingReportingOverflow(counts[inner] ?? 0)
          return isTooLarge ? .max : result
        }
      }
    }
    return true
  }

  private func enter(
    _ folder: ObjectID, _ path: String, _ wholeFiles: Bool, _ steps: inout [Step]
  ) throws(GitError) -> Bool {
    let entries = try repository.entries(of: folder, in: "") ?? []
    // no path may be that long: what is deeper needs no name
    let isDeep = path.utf8.count > Repository.pathLimit
    var folders: [(id: ObjectID, path: String)] = []
    for entry in entries {
      if entry.kind == .folder {
        folders.append((entry.id, isDeep ? path : "\(path)\(entry.path)/"))
        continue
      }
      if entry.kind == .submodule || !seen.insert(entry.id).inserted { continue }
      guard wholeFiles ? isWhole(entry.id) : isHere(entry, path) else { return false }
    }
    steps.append(.leave(folder, entries: entries.count, folders: folders.map(\.id)))
    steps += folders.map { Step.enter($0.id, path: $0.path) }
    return true
  }

  private func isHere(_ file: TreeEntry, _ path: String) -> Bool {
    var (size, type, oid) = (0, GIT_OBJECT_ANY, file.id.raw)
    guard git_odb_read_header(&size, &type, store, &oid) == 0, type == GIT_OBJECT_BLOB else {
      return false
    }
    if size > Repository.fileLimit, tooLarge == nil { tooLarge = (path + file.path, size) }
    return true
  }

  private func isWhole(_ file: ObjectID) -> Bool {
    var (object, oid) = (OpaquePointer?.none, file.raw)
    guard git_odb_read(&object, store, &oid) == 0 else { return false }
    defer { git_odb_object_free(object) }
    return git_odb_object_type(object) == GIT_OBJECT_BLOB
  }
}
