internal import CGit2
internal import Posix

extension Repository {
  /// Joins small packs once there are many: each fetch that brings something leaves one, and every later
  /// run looks into each. All of their objects stay, whatever leads to them.
  ///
  /// A run that is killed in here leaves each object in an old pack, in the new one, or in both.
  ///
  /// - Parameter limit: how many small packs there may be.
  /// - Returns: how many became one.
  /// - Throws: `GitError`, and nothing is lost; with `.interrupted` where ``goesOn`` has it so.
  @discardableResult
  public func joinPacks(above limit: Int = 32) throws(GitError) -> Int {
    let objects = try objectFolder()
    let folder = PackFolder(path: "\(objects)pack")
    let action = "join the packs in \(folder.path)"
    let old = try storing(action) { () throws(PosixError) in
      try folder.removeLeftovers()
      return try folder.joinable(above: limit)
    }
    guard !old.isEmpty else { return 0 }
    let room = objects + Folder.temporaryName(for: "joined")
    FileTree.remove(room)
    defer { FileTree.remove(room) }
    try storing(action) { () throws(PosixError) in _ = try Folder.make(room, mode: 0o700) }
    try pack(contents(of: old.map { "\(folder.path)/\($0).idx" }, action), into: room, action)
    try storing(action) { () throws(PosixError) in
      let new = try folder.take(from: room)
      try folder.remove(old.filter { !new.contains($0) })
    }
    return old.count
  }

  /// The objects of packs, each once.
  ///
  /// - Parameter indexes: the paths of the packs' indexes.
  private func contents(
    of indexes: [String], _ action: String
  ) throws(GitError) -> Set<ObjectID> {
    var store: OpaquePointer?
    try call(action) { git_odb_new(&store) }
    defer { git_odb_free(store) }
    for index in indexes {
      var backend: UnsafeMutablePointer<git_odb_backend>?
      try call(action) { git_odb_backend_one_pack(&backend, index) }
      try call(action) { git_odb_add_backend(store, backend, 1) }
    }
    var result: Set<ObjectID> = []
    try call(action) {
      withUnsafeMutablePointer(to: &result) {
        git_odb_foreach(
          store,
          { id, result in
            result!.assumingMemoryBound(to: Set<ObjectID>.self).pointee.insert(
              ObjectID(id!.pointee))
            return 0
          }, $0)
      }
    }
    return result
  }

  /// Makes one pack of objects.
  private func pack(
    _ objects: Set<ObjectID>, into folder: String, _ action: String
  ) throws(GitError) {
    var builder: OpaquePointer?
    try call(action) { git_packbuilder_new(&builder, raw) }
    defer { git_packbuilder_free(builder) }
    for object in objects {
      try checkInterruption()
      var oid = object.raw
      try call(action) { git_packbuilder_insert(builder, &oid, nil) }
    }
    do {
      try call(action) {
        git_packbuilder_set_callbacks(
          builder,
          { _, _, _, payload in
            let repository = Unmanaged<Repository>.fromOpaque(payload!).takeUnretainedValue()
            return repository.goesOn() ? 0 : GIT_EUSER.rawValue
          }, Unmanaged.passUnretained(self).toOpaque())
      }
      try call(action) { git_packbuilder_write(builder, folder, 0, nil, nil) }
    } catch {
      try checkInterruption()
      throw error
    }
  }
}
