internal import Git

/// A tree of which a killed run may have written files: known by a reference named after it, until a
/// run has finished that looked at all of them.
struct Pending: Hashable {
  let tree: ObjectID
  /// The folder whose tree it is; nil for the whole one. A folder that was left alone stays pending
  /// when the rest is not any more.
  let folder: String?

  init(_ tree: ObjectID, folder: String? = nil) {
    self.tree = tree
    self.folder = folder
  }

  init?(reference: String) {
    guard reference.hasPrefix(Records.pending) else { return nil }
    let name = reference.dropFirst(Records.pending.count)
    guard let id = ObjectID(hex: String(name.suffix(40))) else { return nil }
    let folder = name.dropLast(40)
    guard folder.isEmpty || folder.hasSuffix("/") else { return nil }
    self.init(id, folder: folder.isEmpty ? nil : String(folder.dropLast()))
  }

  var reference: String { Records.pending + (folder.map { $0 + "/" } ?? "") + tree.hex }

  /// What it has, by path bytes; nil where it can no longer be read.
  func files(_ repository: Repository) -> [TreeEntry]? {
    let files = try? repository.files(of: tree)
    guard let folder else { return files }
    return files?.map { TreeEntry(path: "\(folder)/\($0.path)", kind: $0.kind, id: $0.id) }
  }
}

/// What killed runs left, as far as a run looks at it, and what it leaves alone.
struct Unfinished {
  let pending: [Pending]
  let leaving: LeftFolders

  var isEmpty: Bool { pending.isEmpty }

  static func read(
    _ repository: Repository, leaving folders: [String]
  ) throws(CheckoutError) -> Unfinished {
    let leaving = LeftFolders(folders)
    let all = try git { () throws(GitError) in
      try repository.referenceNames(below: Records.pending)
    }.compactMap(Pending.init)
    return Unfinished(
      pending: all.filter { !($0.folder.map(leaving.cover) ?? false) }, leaving: leaving)
  }
}

extension WorkTree {
  /// Notes which tree is being written, so that its files are known for our own after a kill.
  func begin(_ tree: ObjectID, _ unfinished: Unfinished) throws(CheckoutError) {
    if !unfinished.pending.contains(Pending(tree)) { try note(Pending(tree), "begin") }
  }

  /// Notes what may stand in the folders that are left alone, before that is forgotten.
  func postpone(_ tree: ObjectID, _ unfinished: Unfinished) throws(CheckoutError) {
    if unfinished.leaving.isEmpty { return }
    let before = try git { () throws(GitError) in
      try repository.commitID(of: Records.checkout)
    }
    for folder in unfinished.leaving.paths {
      let wanted = try self.tree(of: folder, in: tree)
      for pending in unfinished.pending where pending.folder == nil {
        try note(Pending(try self.tree(of: folder, in: pending.tree), folder: folder), "postpone")
      }
      guard let before else { continue }
      let deployed = try self.tree(of: folder, in: before)
      if deployed != wanted { try note(Pending(deployed, folder: folder), "postpone") }
    }
  }

  /// Forgets what was pending.
  func end(_ tree: ObjectID, _ unfinished: Unfinished) throws(CheckoutError) {
    for pending in Set(unfinished.pending + [Pending(tree)]) {
      beforeEffect("end")
      try git { () throws(GitError) in try repository.removeReference(pending.reference) }
    }
  }

  private func note(_ pending: Pending, _ step: String) throws(CheckoutError) {
    beforeEffect(step)
    try git { () throws(GitError) in
      try repository.setReference(pending.reference, to: pending.tree)
    }
  }

  /// The tree of a folder, the empty one where there is no folder.
  private func tree(of folder: String, in tree: ObjectID) throws(CheckoutError) -> ObjectID {
    try git(folder) { () throws(GitError) in
      let entry = try repository.entry(of: tree, at: folder)
      return entry?.kind == .folder ? entry!.id : try repository.emptyTree()
    }
  }
}
