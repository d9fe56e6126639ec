internal import CGit2

/// A reference, and what it leads to.
struct NamedReference {
  /// Without the prefix that was asked for.
  let name: String
  /// nil where it names another reference that is not there.
  let id: ObjectID?

  /// The references of a repository below a prefix.
  static func read(
    _ repository: OpaquePointer, below prefix: String
  ) throws(GitError) -> [NamedReference] {
    var iterator: OpaquePointer?
    try call("list the references") {
      git_reference_iterator_glob_new(&iterator, repository, "\(prefix)*")
    }
    defer { git_reference_iterator_free(iterator) }
    var result: [NamedReference] = []
    var name: UnsafePointer<CChar>?
    while true {
      let code = git_reference_next_name(&name, iterator)
      if code == GIT_ITEROVER.rawValue { return result }
      try call("list the references") { code }
      guard let name else { continue }
      var oid = git_oid()
      let isThere = git_reference_name_to_id(&oid, repository, name) == 0
      let rest = String(String(cString: name).dropFirst(prefix.count))
      result.append(NamedReference(name: rest, id: isThere ? ObjectID(oid) : nil))
    }
  }

  /// Those that lead somewhere.
  static func all(
    of repository: OpaquePointer, below prefix: String
  ) throws(GitError) -> [(name: String, id: ObjectID)] {
    try read(repository, below: prefix).compactMap { one in one.id.map { (one.name, $0) } }
  }
}

extension Repository {
  /// What this repository's references lead to, mostly commits.
  func references() throws(GitError) -> [ObjectID] {
    try NamedReference.all(of: raw, below: "refs/").map(\.id)
  }
}
