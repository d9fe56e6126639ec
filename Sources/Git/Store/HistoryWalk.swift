internal import CGit2

/// Commits by their time, the newest first, each once; parents that are not here are left out.
struct HistoryWalk {
  private struct Waiting {
    let time: Int64
    /// What came first goes first, where times are equal.
    let number: Int
    let id: git_oid

    func isBefore(_ other: Waiting) -> Bool { (time, -number) > (other.time, -other.number) }
  }

  private let repository: Repository
  private let store: OpaquePointer?
  private var waiting: [Waiting] = []
  private var seen: Set<Key> = []
  private var count = 0
  /// The commits whose parents are not here.
  private(set) var ends: [ObjectID] = []

  /// The bytes of an id, which can be looked up.
  private struct Key: Hashable {
    let high: UInt64
    let middle: UInt64
    let low: UInt32

    init(_ id: git_oid) {
      (high, middle, low) = withUnsafeBytes(of: id.id) {
        (
          $0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
          $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
        )
      }
    }
  }

  /// - Parameter base: this commit and all before it do not come.
  init(
    _ repository: Repository, _ start: ObjectID, since base: ObjectID? = nil
  ) throws(GitError) {
    self.repository = repository
    store = try repository.objectStore()
    if let base {
      try begin(base)
      while let commit = try next() {
        git_commit_free(commit.raw)
        git_commit_free(commit.parent)
      }
      ends = []
    }
    try begin(start)
  }

  private mutating func begin(_ start: ObjectID) throws(GitError) {
    guard seen.insert(Key(start.raw)).inserted else { return }
    let commit = try lookup(start.raw)
    defer { git_commit_free(commit) }
    push(commit, start.raw)
  }

  /// Has to be called once.
  func end() { git_odb_free(store) }

  /// The next commit and its first parent, both to be freed by the caller.
  mutating func next() throws(GitError) -> (raw: OpaquePointer?, parent: OpaquePointer?)? {
    guard let id = pop() else { return nil }
    let commit = try lookup(id)
    var first: OpaquePointer?
    do {
      for position in 0..<git_commit_parentcount(commit) {
        guard let parent = try self.parent(commit, position) else { continue }
        if position == 0 { first = parent } else { git_commit_free(parent) }
      }
    } catch {
      git_commit_free(commit)
      git_commit_free(first)
      throw error
    }
    return (commit, first)
  }

  private mutating func parent(
    _ commit: OpaquePointer?, _ position: UInt32
  ) throws(GitError) -> OpaquePointer? {
    guard var id = git_commit_parent_id(commit, position)?.pointee else { return nil }
    let isNew = seen.insert(Key(id)).inserted
    guard git_odb_exists_ext(store, &id, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1 else {
      ends.append(ObjectID(git_commit_id(commit).pointee))
      return nil
    }
    let parent = try lookup(id)
    if isNew { push(parent, id) }
    return parent
  }

  private func lookup(_ id: git_oid) throws(GitError) -> OpaquePointer? {
    var (commit, id) = (OpaquePointer?.none, id)
    try call("read a commit") { git_commit_lookup(&commit, repository.raw, &id) }
    return commit
  }

  /// Puts a commit into the heap.
  private mutating func push(_ commit: OpaquePointer?, _ id: git_oid) {
    count += 1
    waiting.append(Waiting(time: git_commit_time(commit), number: count, id: id))
    var place = waiting.count - 1
    while place > 0, waiting[place].isBefore(waiting[(place - 1) / 2]) {
      waiting.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the newest commit out of the heap.
  private mutating func pop() -> git_oid? {
    guard let first = waiting.first else { return nil }
    let last = waiting.removeLast()
    if waiting.isEmpty { return first.id }
    waiting[0] = last
    var place = 0
    while true {
      let children = [2 * place + 1, 2 * place + 2].filter { $0 < waiting.count }
      guard let best = children.min(by: { waiting[$0].isBefore(waiting[$1]) }),
        waiting[best].isBefore(waiting[place])
      else { return first.id }
      waiting.swapAt(place, best)
      place = best
    }
  }
}
