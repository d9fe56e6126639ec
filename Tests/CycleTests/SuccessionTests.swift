import Git
import Model
import TestSupport
import Testing

@testable import Cycle

/// A host that is shown heads, cycle after cycle, and what it deploys of them.
private final class Follower {
  let remote: TestSupport.Remote
  private(set) var repository: Repository
  private(set) var record = Record(host: "media")
  private var count = 0

  init() throws {
    remote = try TestSupport.Remote()
    repository = try Repository.open(remote.clone)
  }

  /// A commit with these parents.
  func commit(_ parents: ObjectID...) throws -> ObjectID {
    count += 1
    let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    let options = parents.map { "-p \($0.hex)" }.joined(separator: " ")
    let script = "git hash-object -t tree -w /dev/null >/dev/null; git commit-tree"
    let text = try must(
      ["sh", "-ec", "cd '\(remote.clone)'; \(script) \(tree) \(options) -m \(count)"])
    return try #require(ObjectID(hex: text))
  }

  /// One cycle with what each remote shows, nil where it is away: what is deployed then, and for
  /// which remotes somebody has to decide.
  @discardableResult
  func cycle(
    _ heads: ObjectID?..., at names: [String] = ["one", "two", "three"], isAdopted: Bool = false
  ) throws -> (deployed: ObjectID?, alarms: Set<Int>) {
    var looks = Looks(repository, record, isAdopted: isAdopted)
    for (index, head) in heads.enumerated() {
      guard let head, let look = try looks.take(head, of: names[index], index) else { continue }
      let revision = Revision(
        commit: try repository.commit(look.head), remoteReached: true,
        source: (look.remote, look.head), remotes: [])
      record = try record.accepting(revision, repository)
      return (look.head, alarms(looks.all.filter { $0.index < look.index }))
    }
    return (record.accepted.flatMap(ObjectID.init(hex:)), alarms(looks.all))
  }

  /// Where a head stands that the second remote shows.
  func standing(of head: ObjectID) throws -> Standing? {
    var looks = Looks(repository, record, isAdopted: false)
    _ = try looks.take(head, of: "two", 1)
    return looks.all.first?.standing
  }

  /// Removes a commit from the repository, as one that is fetched anew lacks it.
  func forget(_ commit: ObjectID) throws {
    let hex = commit.hex
    try must(["rm", "-f", "\(remote.clone)/.git/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"])
    repository = try Repository.open(remote.clone)
  }

  private func alarms(_ looks: [Look]) -> Set<Int> {
    Set(looks.filter { [.diverged, .foreign].contains($0.standing) }.map(\.index))
  }
}

@Suite("The head to deploy") struct SuccessionTests {
  private let host: Follower
  private let (base, old): (ObjectID, ObjectID)

  /// Both remotes show `old`, which follows `base` and is deployed.
  init() throws {
    host = try Follower()
    base = try host.commit()
    old = try host.commit(base)
    try host.cycle(old, old)
  }

  @Test("is the first one ever seen, on any remote") func firstHead() throws {
    let host = try Follower()
    let head = try host.commit()
    #expect(try host.cycle(nil, head).deployed == head)
  }

  @Test("is one that descends from the deployed commit, on any remote") func descendant() throws {
    let new = try host.commit(old)
    #expect(try host.cycle(nil, new).deployed == new)
    let next = try host.commit(new)
    #expect(try host.cycle(next, new).deployed == next)
  }

  @Test("is not what a force push took back and a mirror has half of, also in a new repository")
  func droppedBefore() throws {
    let half = try host.commit(old)
    let tip = try host.commit(half)
    try host.cycle(tip, old)
    try host.cycle(old, half)
    #expect(Set(host.record.dropped) == [half.hex, tip.hex])
    try host.forget(tip)
    #expect(try host.cycle(nil, half).deployed == old)
  }

  @Test("is not one of two ways that mirrors went while the first one is away")
  func mirrorsDisagree() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs, old)
    let other = try host.commit(old)
    let more = try host.commit(theirs)
    let shown = try host.cycle(nil, other, more)
    #expect(shown.deployed == theirs)
    #expect(shown.alarms == [1])
    let joined = try host.commit(more, other)
    #expect(try host.cycle(nil, other, joined).deployed == joined)
  }

  @Test("is not what a mirror has more while the first one is level") func ahead() throws {
    #expect(try host.cycle(old, host.commit(old)).deployed == old)
  }

  @Test("is what a force push put on the first remote, and not on a mirror")
  func forcePush() throws {
    let other = try host.commit(base)
    #expect(try host.cycle(nil, other) == (old, [1]))
    #expect(try host.cycle(nil, base) == (old, []))
    #expect(try host.cycle(other, old) == (other, []))
    #expect(try host.cycle(base, old) == (base, []))
    #expect(try host.cycle(old, nil) == (old, []))
  }

  @Test("is not what a force push dropped, where a mirror has not seen that") func stale() throws {
    let other = try host.commit(base)
    try host.cycle(other, old)
    #expect(try host.cycle(nil, old) == (other, []))
    try host.cycle(base, old)
    #expect(try host.cycle(nil, old) == (base, []))
    #expect(try host.cycle(nil, host.commit(old)) == (base, [1]))
  }

  @Test("is one that has joined what a force push dropped") func joined() throws {
    let other = try host.commit(base)
    try host.cycle(other, old)
    let both = try host.commit(other, old)
    #expect(try host.cycle(nil, both) == (both, []))
  }

  @Test("is not another repository's, unless a person says so of the first remote")
  func foreign() throws {
    let foreign = try host.commit()
    #expect(try host.cycle(foreign, old) == (old, [0]))
    #expect(try host.cycle(foreign, foreign) == (old, [0, 1]))
    #expect(try host.cycle(nil, foreign, isAdopted: true) == (old, [1]))
    // what follows is taken from the mirror, as if the first one were away
    let new = try host.commit(old)
    #expect(try host.cycle(foreign, new) == (new, [0]))
    #expect(try host.cycle(foreign, new, isAdopted: true) == (foreign, []))
  }

  @Test("is a mirror's while the first remote is away and comes back behind, and ends by itself")
  func rolesSwap() throws {
    var last = old
    for lagging in [nil, nil, old, old] {
      last = try host.commit(last)
      #expect(try host.cycle(lagging, last) == (last, []))
    }
    #expect(try host.cycle(last, last) == (last, []))
    let other = try host.commit(old)
    #expect(try host.cycle(other, last) == (other, []), "a force push where it was seen")
    let next = try host.commit(other)
    #expect(try host.cycle(next, last) == (next, []))
  }

  @Test("is the first remote's when it comes back ahead, and not where it went back meanwhile")
  func comesBack() throws {
    let mirrored = try host.commit(old)
    try host.cycle(nil, mirrored)
    #expect(try host.cycle(base, nil) == (mirrored, []))
    let ahead = try host.commit(host.commit(mirrored))
    #expect(try host.cycle(ahead, mirrored) == (ahead, []))
  }

  @Test("stays where the first remote comes back another way, until people have decided")
  func diverged() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs)
    let ours = try host.commit(old)
    for _ in 1...2 { #expect(try host.cycle(ours, theirs) == (theirs, [0])) }
    let more = try host.commit(ours)
    #expect(try host.cycle(more, theirs) == (theirs, [0]))
    #expect(try host.cycle(more, nil) == (theirs, [0]))
    let further = try host.commit(theirs)
    #expect(try host.cycle(more, further) == (theirs, [0]))
    #expect(try host.cycle(nil, theirs) == (theirs, []))
  }

  @Test("is the one that joins both ways, wherever it is pushed", arguments: [0, 1])
  func merged(_ place: Int) throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs)
    let ours = try host.commit(old)
    try host.cycle(ours, theirs)
    let both = try host.commit(ours, theirs)
    let shown = place == 0 ? (both, theirs) : (ours, both)
    #expect(try host.cycle(shown.0, shown.1).deployed == both)
    #expect(try host.cycle(both, both) == (both, []))
  }

  @Test("is the first remote's once the mirror was made to follow it, also while that was away")
  func mirrorFollows() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs, theirs)
    let ours = try host.commit(old)
    try host.cycle(ours, theirs, theirs)
    #expect(try host.cycle(nil, ours, theirs) == (theirs, [1]))
    // a third one, which never was of use, lags
    #expect(try host.cycle(ours, ours, theirs) == (ours, []))
    #expect(try host.cycle(nil, nil, theirs) == (ours, []))
  }

  @Test("is the first remote's, too, where the mirror gave up what it had and lags")
  func mirrorLags() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs)
    let ours = try host.commit(old)
    #expect(try host.cycle(ours, old).deployed == ours)
  }

  @Test("is the first remote's once that follows the mirror") func firstFollows() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs)
    try host.cycle(host.commit(old), theirs)
    #expect(try host.cycle(theirs, theirs) == (theirs, []))
    let other = try host.commit(old)
    #expect(try host.cycle(other, theirs) == (other, []))
  }

  @Test("is a force push's of the mirror only once the first remote shows it")
  func mirrorMoves() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs)
    let amended = try host.commit(old)
    #expect(try host.cycle(old, amended) == (theirs, [1]))
    #expect(try host.cycle(amended, amended) == (amended, []))
  }

  @Test("is what the first remote shows, whatever it is, where a person says so")
  func adopted() throws {
    let theirs = try host.commit(old)
    try host.cycle(nil, theirs)
    let ours = try host.commit(old)
    #expect(try host.cycle(ours, theirs, isAdopted: true) == (ours, []))
    #expect(try host.cycle(ours, theirs) == (ours, []))
    #expect(try host.cycle(nil, theirs) == (ours, []))
  }

  @Test("of a first remote at a new address is right where it follows, else a person says so")
  func newAddress() throws {
    let new = try host.commit(old)
    #expect(try host.cycle(new, at: ["elsewhere"]) == (new, []))
    let rewritten = try host.commit(base)
    #expect(try host.cycle(rewritten, at: ["new"]) == (new, [0]))
    #expect(try host.cycle(base, at: ["new"]) == (new, []))
    #expect(try host.cycle(rewritten, at: ["new"], isAdopted: true) == (rewritten, []))
    #expect(try host.cycle(base, at: ["new"]) == (base, []))
    #expect(try host.cycle(new, at: ["newest"], isAdopted: true) == (new, []))
  }

  /// Deploys a commit, and removes the one before it from here.
  private func deployedAboveHole() throws -> (hole: ObjectID, tip: ObjectID) {
    let hole = try host.commit(old)
    let tip = try host.commit(hole)
    try host.cycle(tip, tip)
    try host.forget(hole)
    return (hole, tip)
  }

  @Test("is not one that cannot be compared, since a commit before both is missing: no alarm")
  func untold() throws {
    let (hole, tip) = try deployedAboveHole()
    #expect(try host.cycle(nil, old) == (tip, []))
    #expect(try host.cycle(old, nil) == (tip, []))
    let standing = try host.standing(of: old)
    #expect(standing == .untold(missing: hole))
    #expect(try host.cycle(old, nil, isAdopted: true) == (old, []))
    #expect(host.record.dropped.contains(tip.hex))
  }

  @Test("is the first remote's that follows by what is here, whatever is missing before that")
  func followsByWhatIsHere() throws {
    let (_, tip) = try deployedAboveHole()
    let next = try host.commit(tip)
    #expect(try host.cycle(next, old) == (next, []))
    let joined = try host.commit(next, host.commit(base))
    #expect(try host.cycle(joined, old) == (joined, []))
  }

  @Test("is not a mirror's that missed dozens of force pushes, and that is no alarm")
  func manyForcePushes() throws {
    var last = old
    for _ in 1...30 {
      last = try host.commit(base)
      try host.cycle(last, old)
    }
    #expect(try host.cycle(nil, old) == (last, []))
  }
}

@Suite("A remote that a cycle did not need") struct SurveyTests {
  private func isDue(after seconds: Int64, alarm: String? = nil) -> Bool {
    var status = RemoteStatus(url: "/srv/mirror", .reached)
    (status.lastAsked, status.alarm) = (1000, alarm)
    return Survey.isDue(status, now: 1000 + seconds)
  }

  @Test("is asked every hour, and each time while something is to be decided") func due() {
    #expect(Survey.isDue(nil, now: 1000))
    #expect(!isDue(after: 300) && isDue(after: 3600))
    #expect(isDue(after: -5), "the clock was put back")
    #expect(isDue(after: 300, alarm: "/srv/mirror diverged at 1a2b3c4"))
  }
}
