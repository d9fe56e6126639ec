internal import Git
internal import Posix

/// What one look at the work tree found: what is to be done, and the index that then holds.
struct Look {
  /// One path with something to do, or with something in the way of folders.
  struct Item {
    let path: Path
    let was: Blob?
    let wanted: Wanted
    let action: Action
    let status: FileStatus?
  }

  /// What is to be done, by path bytes.
  var items: [Item] = []
  /// Every entry of the tree; those that are still to be written have nothing seen.
  var index: [IndexEntry] = []
  /// Whether the index file says the same already.
  var indexIsCurrent = true
  /// The folders that something tracked stands in.
  var folders: Set<Path> = []
  /// The folders of earlier trees that are none in this one, innermost first.
  var formerFolders: [Path] = []
  /// Every path of every tree concerned, but for those that are left alone.
  var paths: [Path] = []
  /// How many entries of the tree are left alone.
  private var leftCount = 0

  /// Whether the files and the index are what they are to be.
  var isAsWanted: Bool { items.isEmpty && formerFolders.isEmpty && indexIsCurrent }
}

/// The trees that a checkout is about.
struct Trees {
  let target: [TreeEntry]
  let deployed: [TreeEntry]
  let pending: [Known]
  let leaving: LeftFolders

  /// What a killed run may have written, and where it says something: nil for everywhere.
  struct Known {
    let files: [TreeEntry]
    let scope: LeftFolders?
  }

  /// Reads them; what was checked out before and can no longer be read counts as not known.
  static func read(
    _ target: ObjectID, _ unfinished: Unfinished, from repository: Repository
  ) throws(CheckoutError) -> Trees {
    let wanted = try git { () throws(GitError) in try repository.files(of: target) } ?? []
    let before = try git { () throws(GitError) in
      try repository.commitID(of: Records.checkout)
    }
    let pending = unfinished.pending.compactMap { one in
      let files = one == Pending(target) ? wanted : one.files(repository)
      return files.map { Known(files: $0, scope: one.folder.map { LeftFolders([$0]) }) }
    }
    let deployed = before == target ? wanted : before.flatMap { try? repository.files(of: $0) }
    return Trees(
      target: wanted, deployed: deployed ?? [], pending: pending, leaving: unfinished.leaving)
  }
}

extension Look {
  /// Looks at every path that any of the trees has.
  static func at(
    _ trees: Trees, root: OpenFolder, repository: Repository
  ) throws(CheckoutError) -> Look {
    var look = Look()
    look.folders = try TreeRules.check(trees.target)
    var finder = try Finder(root: root, repository: repository)
    var cursors = Cursors(trees)
    while let path = cursors.next() {
      try git { () throws(GitError) in try repository.checkInterruption() }
      if trees.leaving.cover(path.text) {
        look.leave(cursors.target, finder.passBy(path), finder.indexTime)
        continue
      }
      let wanted = look.wanted(path, cursors.target)
      let known = [cursors.deployed] + cursors.pending
      let sight = try finder.find(path, among: known + [Blob(cursors.target)])
      let situation = Situation(
        deployed: cursors.deployed, pending: cursors.pending, wanted: wanted, found: sight.found)
      look.note(path, situation, sight)
      look.extendIndex(cursors.target, sight)
    }
    look.noteObstacles(finder.obstacles)
    try look.checkLeft(trees.leaving)
    look.indexIsCurrent =
      look.indexIsCurrent && finder.hasIndex
      && finder.indexCount(outside: trees.leaving) == look.index.count - look.leftCount
    if look.paths.count != trees.target.count - look.leftCount { look.collectFormerFolders() }
    return look
  }

  private func wanted(_ path: Path, _ target: TreeEntry?) -> Wanted {
    if let blob = Blob(target) { return .blob(blob) }
    return folders.contains(path) ? .folder : .nothing
  }

  private mutating func note(_ path: Path, _ situation: Situation, _ sight: Sight) {
    paths.append(path)
    let action = situation.action
    if action == .nothing { return }
    items.append(
      Item(
        path: path, was: situation.deployed, wanted: situation.wanted, action: action,
        status: sight.status))
  }

  /// Files and links, tracked by no tree, where the tree has folders.
  private mutating func noteObstacles(_ obstacles: [Path: Sight]) {
    let known = Set(obstacles.isEmpty ? [] : paths)
    for (path, sight) in obstacles where folders.contains(path) && !known.contains(path) {
      note(path, Situation(wanted: .folder, found: sight.found), sight)
    }
    if !obstacles.isEmpty { items.sort { $0.path < $1.path } }
  }

  private mutating func extendIndex(_ target: TreeEntry?, _ sight: Sight) {
    guard let target else { return }
    var entry = IndexEntry(target)
    if sight.found.holds(Blob(target)) { entry.seen = sight.seen }
    if entry != sight.cached || sight.isStale { indexIsCurrent = false }
    index.append(entry)
  }

  /// Takes in what is left alone: the index goes on to say of it what it says, also where a person
  /// staged something else, until it is written for another reason.
  private mutating func leave(
    _ target: TreeEntry?, _ cached: IndexEntry?, _ indexTime: FileStatus.Time
  ) {
    guard let target else { return }
    leftCount += 1
    var entry = IndexEntry(target)
    let isSame = cached?.isPlain == true && cached?.kind == target.kind && cached?.id == target.id
    // in an index written later, a status as young as the index would be trusted
    if isSame, let seen = cached?.seen, seen.isOlder(than: indexTime) { entry.seen = seen }
    index.append(entry)
  }

  /// Whether no folder is to go in which something is left alone.
  private func checkLeft(_ leaving: LeftFolders) throws(CheckoutError) {
    if leaving.isEmpty { return }
    for item in items {
      guard case .write(_, over: .folder) = item.action,
        let folder = leaving.first(below: item.path)
      else { continue }
      throw CheckoutError(
        .inTheWay, path: item.path.text, "\(folder) in it is left alone while somebody works there")
    }
  }

  private mutating func collectFormerFolders() {
    var former: Set<Path> = []
    for path in paths {
      var folder = path.parent
      while let place = folder, !folders.contains(place), former.insert(place).inserted {
        folder = place.parent
      }
    }
    formerFolders = former.sorted(by: >)
  }
}

extension IndexEntry {
  fileprivate init(_ entry: TreeEntry) {
    self.init(
      path: entry.path, kind: entry.kind, id: entry.id, isSkipped: entry.kind == .submodule)
  }
}

/// Goes through several trees, path by path.
private struct Cursors {
  private let lists: [[TreeEntry]]
  private let scopes: [LeftFolders?]
  private var positions: [Int]
  private(set) var target: TreeEntry?
  private(set) var deployed: Blob?
  private(set) var pending: [Blob?] = []

  init(_ trees: Trees) {
    lists = [trees.target, trees.deployed] + trees.pending.map(\.files)
    scopes = trees.pending.map(\.scope)
    positions = lists.map { _ in 0 }
  }

  /// Moves to the next path in order of bytes.
  mutating func next() -> Path? {
    var least: String?
    for (list, position) in zip(lists, positions) where position < list.count {
      let path = list[position].path
      if least.map({ Path.compare(path, $0) < 0 }) ?? true { least = path }
    }
    guard let least else { return nil }
    target = take(0, least)
    deployed = Blob(take(1, least))
    pending = []
    for (index, scope) in scopes.enumerated() {
      let blob = Blob(take(index + 2, least))
      if scope?.cover(least) ?? true { pending.append(blob) }
    }
    return Path(least)
  }

  private mutating func take(_ list: Int, _ path: String) -> TreeEntry? {
    let position = positions[list]
    guard position < lists[list].count, Path.compare(lists[list][position].path, path) == 0 else {
      return nil
    }
    positions[list] += 1
    return lists[list][position]
  }
}
