internal import Git
internal import Posix

/// Writing files: each beside its place and on the disk before it takes its name. Up to a hundred
/// wait for the disk together, and then take their names one right after the other: on ext4 this
/// takes half the time of waiting for each alone, and readers see a mixture for a shorter time.
extension Effects {
  private static let batch = 100

  /// A file that is written but has not taken its name yet.
  private struct Draft {
    let path: Path
    let parent: OpenFolder
    let obstacle: Obstacle
    let isLink: Bool

    var name: String { Folder.temporaryName(for: path.name) }
  }

  mutating func write(_ items: [Look.Item]) throws(CheckoutError) {
    var drafts: [Draft] = []
    for item in items {
      guard case .write(let blob, let obstacle) = item.action else { continue }
      do {
        drafts.append(try stage(item.path, blob, over: obstacle))
      } catch {
        discard(drafts)
        throw error
      }
      if drafts.count == Effects.batch {
        try finish(drafts)
        drafts = []
      }
    }
    try finish(drafts)
  }

  private mutating func stage(
    _ path: Path, _ blob: Blob, over obstacle: Obstacle
  ) throws(CheckoutError) -> Draft {
    let bytes = try git(path.text) { () throws(GitError) in try repository.blob(blob.id) }
    let draft = Draft(
      path: path, parent: try makeParent(of: path), obstacle: obstacle, isLink: blob.isLink)
    step("stage \(path.text)")
    staged[path] = try posix(path.text) { () throws(PosixError) in
      let folder = draft.parent
      if !blob.isLink { return try folder.folder.stage(bytes, as: draft.name, mode: blob.mode) }
      try folder.folder.stage(linkTo: bytes, as: draft.name)
      return try folder.folder.status(ofEntry: draft.name)
    }
    return draft
  }

  private mutating func finish(_ drafts: [Draft]) throws(CheckoutError) {
    do {
      for draft in drafts where !draft.isLink {
        try posix(draft.path.text) { () throws(PosixError) in
          try draft.parent.folder.syncFile(draft.name)
        }
      }
      for draft in drafts { try place(draft) }
    } catch {
      discard(drafts)
      throw error
    }
  }

  private func discard(_ drafts: [Draft]) {
    for draft in drafts { _ = try? draft.parent.folder.removeLeftover(draft.name) }
  }

  private mutating func place(_ draft: Draft) throws(CheckoutError) {
    let path = draft.path
    try clearWay(draft)
    step("rename \(path.text)")
    try posix(path.text) { () throws(PosixError) in
      if draft.obstacle == .tracked {
        try draft.parent.folder.rename(draft.name, to: path.name)
      } else {
        try draft.parent.folder.rename(draft.name, toFree: path.name)
      }
    }
    touched.insert(path.parent)
  }

  private mutating func clearWay(_ draft: Draft) throws(CheckoutError) {
    switch draft.obstacle {
    case .nothing, .tracked: break
    case .data(let reason): try moveAside(draft.path, reason)
    case .folder:
      step("remove folder \(draft.path.text)")
      let isGone = try posix(draft.path.text) { () throws(PosixError) in
        try draft.parent.folder.removeEmptyFolder(draft.path.name)
      }
      if !isGone { try moveAside(draft.path, .untracked) }
    }
  }

  /// Opens the folder a path stands in, making those that are missing.
  private mutating func makeParent(of path: Path) throws(CheckoutError) -> OpenFolder {
    if let open = try? openParent(of: path) { return open }
    var current = root
    for folder in path.ancestors {
      let outer = current
      current = try posix(folder.text) { () throws(PosixError) in
        if try outer.folder.status(ofEntry: folder.name) == nil {
          step("make folder \(folder.text)")
          touched.insert(folder.parent)
        }
        return OpenFolder(try outer.folder.make(folder.name, mode: 0o755))
      }
    }
    return current
  }
}
