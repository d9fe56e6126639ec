internal import CGit2

/// The objects of some packs and of nothing else.
final class PackStore {
  private var raw: OpaquePointer?

  /// - Parameter indexes: the paths of the packs' indexes.
  init(_ indexes: [String]) throws(GitError) {
    try call("open packs") { git_odb_new(&raw) }
    for index in indexes {
      var backend: UnsafeMutablePointer<git_odb_backend>?
      try call("open \(index)") { git_odb_backend_one_pack(&backend, index) }
      try call("open \(index)") { git_odb_add_backend(raw, backend, 1) }
    }
  }

  deinit { git_odb_free(raw) }

  /// Each once.
  func objects() throws(GitError) -> [ObjectID] {
    var listed: (all: [ObjectID], seen: Set<ObjectID>) = ([], [])
    try call("list the objects of packs") {
      withUnsafeMutablePointer(to: &listed) {
        git_odb_foreach(
          raw,
          { id, payload in
            let listed = payload!.assumingMemoryBound(
              to: (all: [ObjectID], seen: Set<ObjectID>).self)
            let object = ObjectID(id!.pointee)
            if listed.pointee.seen.insert(object).inserted { listed.pointee.all.append(object) }
            return 0
          }, $0)
      }
    }
    return listed.all
  }

  /// Whether all of these are here and none takes more than that many bytes.
  func holds(_ objects: [ObjectID], upTo limit: Int) -> Bool {
    objects.allSatisfy { id in
      var (size, kind, oid) = (0, GIT_OBJECT_ANY, id.raw)
      return git_odb_read_header(&size, &kind, raw, &oid) == 0 && size <= limit
    }
  }

  /// Whether every byte of these can be read.
  func canRead(_ objects: [ObjectID]) -> Bool {
    objects.allSatisfy { id in
      var (object, oid) = (OpaquePointer?.none, id.raw)
      defer { git_odb_object_free(object) }
      return git_odb_read(&object, raw, &oid) == 0
    }
  }

  /// Makes it all that a repository, which was opened for that, finds.
  func replaceObjects(of repository: Repository) throws(GitError) {
    try call("open the object store") { git_repository_set_odb(repository.raw, raw) }
  }
}
