import Testing

@testable import Git

@Suite("The commits that lead to some and not to others")
struct RevisionTests {
  /// A history of merges and branches, made at random by clocks that are wrong by so many seconds.
  private func history(_ seed: UInt64, skew: Int) throws -> (Workspace, [ObjectID]) {
    var dice = Numbers(seed: seed)
    let workspace = try Workspace(served: false)
    var stream = "reset refs/heads/main\n"
    for number in 1...60 {
      let time = 1_000_000 + number / 3 + (skew == 0 ? 0 : dice.next(skew))
      stream += "commit refs/heads/c\(number)\nmark :\(number)\n"
      stream += "committer t <t@t> \(time) +0000\ndata 0\n"
      let parents = Set((0..<dice.next(3)).map { _ in max(1, number - 1 - dice.next(6)) })
      for (index, parent) in parents.filter({ $0 < number }).sorted().enumerated() {
        stream += "\(index == 0 ? "from" : "merge") :\(parent)\n"
      }
      stream += "\n"
    }
    try write(stream, to: "\(workspace.folder)/stream")
    try workspace.run(
      "bash",
      [
        "-c",
        "git --git-dir \(workspace.gitFolder) fast-import --quiet < \(workspace.folder)/stream",
      ])
    let names = try workspace.inspect(
      "for-each-ref", "--sort=version:refname", "--format=%(objectname)", "refs/heads")
    return (workspace, names.split(separator: "\n").compactMap { ObjectID(hex: String($0)) })
  }

  /// What the real git finds, which does not count on times where nothing is left out.
  private func all(_ workspace: Workspace, _ starts: [ObjectID]) throws -> Set<String> {
    let text = try workspace.run(
      "git", ["--git-dir", workspace.gitFolder, "rev-list"] + starts.map(\.hex))
    return Set(text.split(separator: "\n").map(String.init))
  }

  private func found(
    _ workspace: Workspace, _ starts: [ObjectID], without known: [ObjectID], exactly: Bool
  ) throws -> [String] {
    var walk = try RevisionWalk(
      workspace.repository, starts, without: known, exactly: exactly)
    var result: [String] = []
    while let revision = try walk.next() {
      #expect(revision.missing == [])
      result.append(revision.id.hex)
    }
    return result
  }

  @Test("are those that git names, each once", arguments: [UInt64](1...6))
  func same(_ seed: UInt64) throws {
    var dice = Numbers(seed: seed)
    for skew in [0, 40] {
      let (workspace, ids) = try history(seed, skew: skew)
      for _ in 0..<8 {
        let starts = (0...dice.next(2)).map { _ in ids[30 + dice.next(30)] }
        let known = (0...dice.next(3)).map { _ in ids[dice.next(60)] }
        let expected = try all(workspace, starts).subtracting(all(workspace, known))
        let exact = try found(workspace, starts, without: known, exactly: true)
        #expect(Set(exact) == expected)
        #expect(exact.count == expected.count)
        let quick = try found(workspace, starts, without: known, exactly: false)
        #expect(Set(quick).count == quick.count)
        #expect(skew == 0 ? Set(quick) == expected : Set(quick).isSuperset(of: expected))
      }
    }
  }

  @Test("are told from those that are not here")
  func missing() throws {
    let workspace = try Workspace(served: false)
    for number in 0..<4 { try workspace.push("main", ["a": "\(number)"]) }
    let shallow = "\(workspace.folder)/shallow"
    try workspace.git(
      "clone", "-q", "--depth", "2", "file://\(workspace.origin)", shallow)
    let repository = try Repository.open(shallow)
    let ids = try workspace.work("rev-list", "HEAD").split(separator: "\n").map(String.init)
    let head = try #require(ObjectID(hex: ids[0]))
    let other = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    func found(_ head: ObjectID, without other: ObjectID, _ limit: Int) throws -> [String] {
      try repository.revisions(of: head, without: other, limit: limit).map(\.hex)
    }
    #expect(try found(head, without: other, 9) == Array(ids[..<3]))
    #expect(try found(head, without: other, 2) == Array(ids[..<2]))
    #expect(try found(head, without: head, 9) == [])
    #expect(try found(other, without: head, 9) == [other.hex])
    #expect(throws: GitError.self) { try repository.readHistory(of: head, without: []) }
    let next = try #require(ObjectID(hex: ids[1]))
    try repository.readHistory(of: head, without: [next])
  }
}

/// Numbers that look random and are the same for the same seed (Knuth's MMIX generator).
private struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// One of 0 to `bound` - 1.
  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
