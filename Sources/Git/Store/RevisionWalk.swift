internal import CGit2

/// A commit's place in history.
struct Revision {
  let id: ObjectID
  /// In the order in which the commit names them.
  let parents: [ObjectID]
  /// Those of them that are not here, as at the end of a shallow clone.
  let missing: [ObjectID]
}

/// The commits that lead to some and not to others, by their time, the newest first, each once.
///
/// What leads to the others is read only as far as the times ask for, so that a look at what is new
/// takes no longer in a long history. Where clocks were wrong, commits may come that lead to the
/// others too.
struct RevisionWalk {
  private struct Waiting {
    let header: CommitHeader
    let id: git_oid
    /// What leads to the others goes first, then what came first, where times are equal.
    let (isPassedOver, number): (Bool, Int)

    func isBefore(_ other: Waiting) -> Bool {
      if header.time != other.header.time { return header.time > other.header.time }
      return isPassedOver == other.isPassedOver ? number < other.number : isPassedOver
    }
  }

  private struct Mark {
    var isPassedOver: Bool
    var isWaiting = true
  }

  private let repository: Repository
  private var waiting: [Waiting] = []
  private var marks: [Key: Mark] = [:]
  private var count = 0
  /// How many wait that are not passed over.
  private var wanted = 0

  /// - Parameters:
  ///   - starts: the commits to begin with.
  ///   - known: these commits and all before them do not come; what is no commit is in nobody's way.
  ///   - exactly: whether the whole history of those is read first, so that wrong clocks do not matter.
  /// - Throws: `GitError`; with `.damaged` where one of the first commits is not here.
  init(
    _ repository: Repository, _ starts: [ObjectID], without known: [ObjectID] = [],
    exactly: Bool = false
  ) throws(GitError) {
    self.repository = repository
    for id in known { passOver(id.raw) }
    while exactly, let passed = pop() { passOver(parentsOf: passed) }
    for start in starts where try !take(start.raw) {
      throw GitError(.damaged, "read the commit \(start.short)", "it is not here")
    }
  }

  /// The next commit.
  ///
  /// - Throws: `GitError`; with `.malformed` where one was made wrongly, with `.interrupted`.
  mutating func next() throws(GitError) -> Revision? {
    while wanted > 0, let first = pop() {
      try repository.checkInterruption()
      if marks[Key(first.id)]?.isPassedOver == true {
        passOver(parentsOf: first)
        continue
      }
      wanted -= 1
      var missing: [ObjectID] = []
      for parent in first.header.parents where try !take(parent) {
        missing.append(ObjectID(parent))
      }
      return Revision(
        id: ObjectID(first.id), parents: first.header.parents.map { ObjectID($0) },
        missing: missing)
    }
    return nil
  }

  /// - Returns: whether it is here.
  private mutating func take(_ id: git_oid) throws(GitError) -> Bool {
    if marks[Key(id)] != nil { return true }
    guard let header = try repository.header(id) else { return false }
    wanted += 1
    push(Waiting(header: header, id: id, isPassedOver: false, number: count))
    return true
  }

  private mutating func passOver(parentsOf commit: Waiting) {
    for parent in commit.header.parents { passOver(parent) }
  }

  /// What cannot be read leads nowhere.
  private mutating func passOver(_ id: git_oid) {
    let mark = marks[Key(id)]
    if mark?.isPassedOver == true { return }
    if mark?.isWaiting == true {
      marks[Key(id)]?.isPassedOver = true
      wanted -= 1
    } else if let header = try? repository.header(id) {
      push(Waiting(header: header, id: id, isPassedOver: true, number: count))
    } else {
      marks[Key(id)] = Mark(isPassedOver: true, isWaiting: false)
    }
  }

  /// Puts a commit into the heap.
  private mutating func push(_ commit: Waiting) {
    marks[Key(commit.id)] = Mark(isPassedOver: commit.isPassedOver)
    count += 1
    waiting.append(commit)
    var place = waiting.count - 1
    while place > 0, waiting[place].isBefore(waiting[(place - 1) / 2]) {
      waiting.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the newest commit out of the heap.
  private mutating func pop() -> Waiting? {
    guard let first = waiting.first else { return nil }
    marks[Key(first.id)]?.isWaiting = false
    let last = waiting.removeLast()
    if waiting.isEmpty { return first }
    waiting[0] = last
    var place = 0
    while true {
      let children = [2 * place + 1, 2 * place + 2].filter { $0 < waiting.count }
      guard let best = children.min(by: { waiting[$0].isBefore(waiting[$1]) }),
        waiting[best].isBefore(waiting[place])
      else { return first }
      waiting.swapAt(place, best)
      place = best
    }
  }
}

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
