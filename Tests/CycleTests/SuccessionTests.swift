import Git
import Testing

@testable import Cycle

/// A history written as parents: `base` - `old` - `new`, and `other` beside them.
private enum Commits {
  static let base = ObjectID(hex: String(repeating: "a", count: 40))!
  static let old = ObjectID(hex: String(repeating: "b", count: 40))!
  static let new = ObjectID(hex: String(repeating: "c", count: 40))!
  static let other = ObjectID(hex: String(repeating: "d", count: 40))!

  static func related(_ one: ObjectID, _ two: ObjectID) -> Bool { one != foreign && two != foreign }

  static let foreign = ObjectID(hex: String(repeating: "e", count: 40))!

  static func descends(_ commit: ObjectID, _ ancestor: ObjectID) -> Bool {
    let line = [base, old, new]
    if commit == other { return ancestor == base }
    guard let upper = line.firstIndex(of: commit), let lower = line.firstIndex(of: ancestor) else {
      return false
    }
    return upper > lower
  }
}

@Suite("The head to deploy")
struct SuccessionTests {
  func decide(
    _ new: ObjectID, accepted: ObjectID?, lastSeen: ObjectID? = nil, first: Bool = true,
    dropped: [ObjectID] = [], isAdopted: Bool = false
  ) -> Succession {
    Succession.decide(
      .init(
        new: new, accepted: accepted, lastSeen: lastSeen, isFirstRemote: first, dropped: dropped,
        isAdopted: isAdopted),
      descends: Commits.descends, related: Commits.related)
  }

  func stays(_ decision: Succession) -> Bool {
    if case .stay = decision { true } else { false }
  }

  @Test("is the first one ever seen, on any remote") func firstHead() {
    #expect(decide(Commits.new, accepted: nil) == .follow)
    #expect(decide(Commits.new, accepted: nil, first: false) == .follow)
  }

  @Test("is one that descends from the deployed commit, on any remote") func descendant() {
    #expect(decide(Commits.new, accepted: Commits.old, first: false) == .follow)
    #expect(decide(Commits.new, accepted: Commits.old, lastSeen: Commits.new) == .follow)
  }

  @Test("does not change where nothing was pushed") func current() {
    #expect(decide(Commits.old, accepted: Commits.old, first: false) == .current)
  }

  @Test("is a force push on the first remote, seen to move") func forcePush() {
    #expect(decide(Commits.other, accepted: Commits.new, lastSeen: Commits.new) == .follow)
    #expect(decide(Commits.old, accepted: Commits.new, lastSeen: Commits.new) == .follow)
  }

  @Test("is not what a mirror shows that lags or is a foreign one") func mirror() {
    #expect(stays(decide(Commits.old, accepted: Commits.new, lastSeen: Commits.new, first: false)))
    #expect(stays(decide(Commits.other, accepted: Commits.new, first: false)))
  }

  @Test("is not another repository, unless a person says so") func foreign() {
    #expect(stays(decide(Commits.foreign, accepted: Commits.new, lastSeen: Commits.new)))
    #expect(decide(Commits.foreign, accepted: Commits.new, isAdopted: true) == .follow)
    #expect(
      stays(decide(Commits.foreign, accepted: Commits.new, first: false, isAdopted: true)))
  }

  @Test("is not what a force push dropped, but where it was made") func dropped() {
    let dropped = [Commits.old]
    #expect(
      stays(decide(Commits.old, accepted: Commits.base, first: false, dropped: dropped)))
    #expect(
      stays(decide(Commits.new, accepted: Commits.base, first: false, dropped: dropped)))
    #expect(decide(Commits.new, accepted: Commits.base, dropped: dropped) == .follow)
    #expect(decide(Commits.old, accepted: Commits.base, first: false) == .follow)
  }

  @Test("is not what the first remote shows after it was away") func away() {
    #expect(stays(decide(Commits.old, accepted: Commits.new, lastSeen: Commits.old)))
    #expect(stays(decide(Commits.other, accepted: Commits.new)))
  }

  @Test("is not what the first remote shows while it catches up") func catchingUp() {
    #expect(stays(decide(Commits.old, accepted: Commits.new, lastSeen: Commits.base)))
  }
}
