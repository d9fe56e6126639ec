internal import CGit2
internal import Glibc
internal import Posix

/// What of a clone is looked at; always as one tree.
extension Clone {
  public enum Source: Equatable, Sendable {
    /// What is tracked, as it is on disk now, and files that nobody has added yet.
    case workTree
    /// What the next commit will have.
    case index
    case commit(String)
  }

  /// Bytes of a file on disk that are taken in, at most; a larger one counts as it was added.
  private static let limit: Int64 = 64 << 20

  /// The tree of a source.
  ///
  /// - Parameters:
  ///   - patterns: which files count though nobody has added them, as git matches paths.
  ///   - isWanted: tells of the path of such a file whether it counts; links always do.
  public func tree(
    of source: Source, untracked patterns: [String], where isWanted: (String) -> Bool
  ) throws(GitError) -> ObjectID {
    switch source {
    case .commit(let revision): return try repository.commit(try commit(revision)).tree
    case .index:
      let entries = try IndexFile.read(index)
      if let path = entries.first(where: \.isUnmerged)?.path {
        throw GitError(.other, "look at the index", "\(path) is in the middle of a merge")
      }
      return try repository.keepTree(of: entries.filter { !$0.isAnnounced }.map(\.file))
    case .workTree:
      guard let workTree else {
        throw GitError(
          .notFound, "look at the working directory", "a bare repository has none: name a commit")
      }
      var files = try tracked(below: workTree)
      let untracked = try untracked(patterns).filter { files[$0] == nil }
      for path in untracked where isWanted(path) || isLink(workTree + path) {
        files[path] = try onDisk(path, below: workTree, known: nil)
      }
      return try repository.keepTree(of: Array(files.values))
    }
  }

  private func tracked(below workTree: String) throws(GitError) -> [String: TreeEntry] {
    let written = (try? FileStatus.of(index))?.modified
    var files: [String: TreeEntry] = [:]
    for entry in try IndexFile.read(index) where files[entry.path] == nil {
      files[entry.path] =
        entry.isSkipped || entry.kind == .submodule
        ? entry.file : try onDisk(entry.path, below: workTree, known: entry, written: written)
    }
    return files
  }

  /// A file as it is on disk; nil where there is none.
  ///
  /// - Parameter written: when the index was.
  private func onDisk(
    _ path: String, below workTree: String, known: IndexEntry?, written: FileStatus.Time? = nil
  ) throws(GitError) -> TreeEntry? {
    var raw = stat()
    guard lstat(workTree + path, &raw) == 0 else { return nil }
    let status = FileStatus(raw)
    if let known, let written, known.seen == .init(status), known.seen.isOlder(than: written) {
      return known.file
    }
    let kind: TreeEntry.Kind
    switch status.kind {
    case .file: kind = status.permissions & 0o100 == 0 ? .file : .executable
    case .link: kind = .link
    case .folder, .other: return nil
    }
    if status.size > Self.limit, let known { return known.file }
    let bytes = try content(path, kind, below: workTree)
    return TreeEntry(
      path: path, kind: kind, id: ObjectID(try repository.keep(bytes, GIT_OBJECT_BLOB)))
  }

  private func isLink(_ path: String) -> Bool {
    var raw = stat()
    return lstat(path, &raw) == 0 && FileStatus(raw).kind == .link
  }

  private func content(
    _ path: String, _ kind: TreeEntry.Kind, below workTree: String
  ) throws(GitError) -> [UInt8] {
    do {
      if kind == .link { return try Folder.open(workTree).target(ofLink: path) }
      return try Descriptor.open(workTree + path).readAll(limit: Int(Self.limit))
    } catch {
      throw GitError(.other, "look at the working directory", "\(error)")
    }
  }

  /// The paths that are neither tracked nor ignored.
  private func untracked(_ patterns: [String]) throws(GitError) -> [String] {
    var options = git_status_options()
    try call("look for new files") {
      git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION))
    }
    options.show = GIT_STATUS_SHOW_WORKDIR_ONLY
    options.flags =
      GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
      | GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
    var list: OpaquePointer?
    var texts = patterns.map { strdup($0) }
    defer { for text in texts { free(text) } }
    try call("look for new files") {
      texts.withUnsafeMutableBufferPointer { texts in
        options.pathspec = git_strarray(strings: texts.baseAddress, count: texts.count)
        return git_status_list_new(&list, repository.raw, &options)
      }
    }
    defer { git_status_list_free(list) }
    return (0..<git_status_list_entrycount(list)).compactMap { position in
      guard let entry = git_status_byindex(list, position)?.pointee,
        entry.status.rawValue & GIT_STATUS_WT_NEW.rawValue != 0,
        let path = entry.index_to_workdir?.pointee.new_file.path
      else { return nil }
      return String(cString: path)
    }
  }
}

extension IndexEntry {
  fileprivate var file: TreeEntry { TreeEntry(path: path, kind: kind, id: id) }
}
