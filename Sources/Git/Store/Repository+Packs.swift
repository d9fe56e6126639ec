internal import CGit2
internal import Posix

extension Repository {
  /// Joins small packs once there are many: each fetch that brings something leaves one, and every later
  /// run looks into each. All of their objects stay, whatever leads to them. What is large or damaged is
  /// left alone.
  ///
  /// A run that is killed in here leaves each object in an old pack, in the new one, or in both.
  ///
  /// - Parameter limit: how many small packs there may be.
  /// - Returns: how many became one.
  /// - Throws: `GitError`, and nothing is lost; with `.interrupted` where ``goesOn`` has it so.
  @discardableResult
  public func joinPacks(above limit: Int = 32) throws(GitError) -> Int {
    let objects = try objectFolder()
    let room = objects + Folder.temporaryName(for: "joined")
    FileTree.remove(room)
    defer { FileTree.remove(room) }
    let folder = PackFolder(path: "\(objects)pack")
    let action = "join the packs in \(folder.path)"
    let small = try storing(action) { () throws(PosixError) in
      try folder.removeLeftovers()
      return try folder.small()
    }
    let old = small.count > limit ? try joinable(small, in: folder, above: limit) : []
    guard old.count > 1 else { return 0 }

    let contents = try PackStore(old.map(folder.index))
    try storing(action) { () throws(PosixError) in _ = try Folder.make(room, mode: 0o700) }
    try pack(contents, into: PackFolder(path: room), action)
    try storing(action) { () throws(PosixError) in
      let new = try folder.take(from: room)
      try folder.remove(old.filter { !new.contains($0) })
    }
    return old.count
  }

  /// Bytes of an object: each is compared with several others, which are in memory meanwhile.
  private static let smallObject = 256 << 10

  /// The names of the packs to join: none as long as there are few that can be.
  private func joinable(
    _ small: [Pack], in folder: PackFolder, above limit: Int
  ) throws(GitError) -> [String] {
    var usable: [Pack] = []
    for pack in small {
      try checkInterruption()
      guard let store = try? PackStore([folder.index(pack.name)]), let all = try? store.objects(),
        store.holds(all, upTo: Repository.smallObject), store.canRead(all)
      else { continue }
      usable.append(pack)
    }
    guard usable.count > limit else { return [] }
    let room = DiskSpace.spare(folder.path).flatMap(Int64.init(exactly:)) ?? .max
    return usable.prefix(Pack.joined(usable.map(\.size), room: room)).map(\.name)
  }

  /// Makes one pack of many.
  private func pack(
    _ store: PackStore, into folder: PackFolder, _ action: String
  ) throws(GitError) {
    let reader = try Repository.open(path)
    reader.goesOn = goesOn
    try store.replaceObjects(of: reader)
    let objects = try store.objects()
    try reader.write(objects, to: folder.path, action)
    let indexes = try storing(action) { () throws(PosixError) in try folder.indexes() }
    guard try Set(PackStore(indexes).objects()) == Set(objects) else {
      throw GitError(.other, action, "the new pack lacks some of their objects")
    }
  }

  private func write(
    _ objects: [ObjectID], to folder: String, _ action: String
  ) throws(GitError) {
    var builder: OpaquePointer?
    try call(action) { git_packbuilder_new(&builder, raw) }
    defer { git_packbuilder_free(builder) }
    for object in objects {
      var oid = object.raw
      try call(action) { git_packbuilder_insert(builder, &oid, nil) }
    }
    let own = Unmanaged.passUnretained(self).toOpaque()
    // libgit2 1.5 does not heed what the first one says
    try call(action) {
      git_packbuilder_set_callbacks(builder, { _, _, _, own in verdict(own) }, own)
    }
    try call(action) {
      git_packbuilder_write(builder, folder, 0, { _, own in verdict(own) }, own)
    }
  }
}

/// What a repository that is asked whether it goes on says to libgit2.
private func verdict(_ repository: UnsafeMutableRawPointer?) -> Int32 {
  let repository = Unmanaged<Repository>.fromOpaque(repository!).takeUnretainedValue()
  return repository.goesOn() ? 0 : GIT_EUSER.rawValue
}
