internal import CGit2

/// What the header of a commit says of its place in history; the rest of it may be anything.
struct CommitHeader {
  private(set) var parents: [git_oid] = []
  /// When it was made, in seconds since 1970-01-01T00:00:00Z; 0 where it does not say.
  private(set) var time: Int64 = 0

  /// - Returns: nil where the bytes are no commit.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    guard CommitHeader.id(CommitHeader.line(&rest), after: "tree ") != nil else { return nil }
    while !rest.isEmpty {
      let line = CommitHeader.line(&rest)
      if line.isEmpty { return nil }
      if let parent = CommitHeader.id(line, after: "parent ") { parents.append(parent) }
      guard line.starts(with: "committer ".utf8) else { continue }
      guard let start = line.firstIndex(of: UInt8(ascii: "<")),
        let end = line[start...].lastIndex(of: UInt8(ascii: ">"))
      else { return nil }
      let words = line[end...].dropFirst().split(separator: UInt8(ascii: " "))
      time = words.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
      return
    }
    return nil
  }

  /// Takes the next line.
  private static func line(
    _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> Slice<UnsafeRawBufferPointer> {
    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
    rest = rest[line.endIndex...].dropFirst()
    return line
  }

  private static func id(_ line: Slice<UnsafeRawBufferPointer>, after key: String) -> git_oid? {
    guard line.starts(with: key.utf8), line.count == key.utf8.count + 40 else { return nil }
    var oid = git_oid()
    let hex = String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self)
    return git_oid_fromstr(&oid, hex) == 0 ? oid : nil
  }
}

extension Repository {
  /// The header of a commit; nil where it is not here.
  ///
  /// - Throws: `GitError`; with `.damaged` where it cannot be read, with `.malformed` where it was
  ///   made wrongly.
  func header(_ id: git_oid) throws(GitError) -> CommitHeader? {
    let action = "read the commit \(ObjectID(id).short)"
    let store = try objectStore()
    defer { git_odb_free(store) }
    var (object, oid) = (OpaquePointer?.none, id)
    do {
      try call(action) { git_odb_read(&object, store, &oid) }
    } catch {
      if git_odb_exists(store, &oid) == 0 { return nil }
      throw error
    }
    defer { git_odb_object_free(object) }
    let bytes = UnsafeRawBufferPointer(
      start: git_odb_object_data(object), count: git_odb_object_size(object))
    guard git_odb_object_type(object) == GIT_OBJECT_COMMIT, let header = CommitHeader(bytes) else {
      throw GitError(.malformed, action, "its header is not that of a commit")
    }
    return header
  }
}
