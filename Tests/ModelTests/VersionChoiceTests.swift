import Model
import Testing

@Suite("The version of a stack that a cycle works with")
struct VersionChoiceTests {
  private let now: Int64 = 100_000
  private let good = StackRecord.Version(commit: "aaa", deployment: "good", time: 1)
  private let bad = Attempt(commit: "bbb", deployment: "bad", reach: ["global/x"])

  private func choose(
    _ record: StackRecord, head: String = "bad", problem: Problem? = nil, isRetried: Bool = false,
    isAskedFor: Bool = false
  ) -> VersionChoice {
    let candidates = VersionChoice.Candidates(
      record, problem: problem, isRetried: isRetried, isAskedFor: isAskedFor)
    return VersionChoice.choose(candidates, at: now) { $0.deployment == head }
  }

  private func failing(stands: Bool, of attempt: Attempt? = nil, nextTry: Int64) -> Failing {
    Failing(attempt ?? bad, stands: stands, since: 1, reason: "failed", nextTry: nextTry)
  }

  private var heldBack: HeldBack { HeldBack(bad, since: 2, reason: "exited with 1") }

  @Test("is the commit's where nothing ever failed") func head() {
    #expect(choose(StackRecord()) == .head)
    #expect(choose(StackRecord(applied: good, verified: good)) == .head)
  }

  @Test("is the verified one as long as the commit has what failed") func held() {
    let record = StackRecord(applied: good, verified: good, heldBack: heldBack)
    #expect(choose(record) == .earlier(good, .heldBack(heldBack, waiting: nil)))
    #expect(choose(record, head: "another") == .head)
  }

  @Test("is the commit's where a person says retry") func retried() {
    let record = StackRecord(
      applied: good, verified: good, heldBack: heldBack,
      failing: failing(stands: true, nextTry: now + 100))
    #expect(choose(record, isRetried: true) == .head)
  }

  @Test("goes on waiting where the verified one failed too") func heldAndFailing() {
    let own = Attempt(commit: "aaa", deployment: "good", reach: [])
    let waiting = failing(stands: true, of: own, nextTry: now + 100)
    let record = StackRecord(
      applied: good, verified: good, heldBack: heldBack, failing: waiting)
    #expect(choose(record) == .earlier(good, .heldBack(heldBack, waiting: waiting)))
    #expect(choose(record, isAskedFor: true) == .earlier(good, .heldBack(heldBack, waiting: nil)))
  }

  @Test("is the one applied last until the commit's is tried again") func failed() {
    let waiting = failing(stands: false, nextTry: now + 100)
    let record = StackRecord(applied: good, failing: waiting)
    #expect(choose(record) == .earlier(good, .failing(waiting)))
    #expect(choose(record, head: "another") == .head)
    #expect(choose(record, isAskedFor: true) == .head)
    #expect(choose(StackRecord(failing: waiting)) == .waiting(waiting))
  }

  @Test("stays the commit's where that stands in its place") func standing() {
    let waiting = failing(stands: true, nextTry: now + 100)
    #expect(choose(StackRecord(applied: good, failing: waiting)) == .waiting(waiting))
  }

  @Test(
    "is tried when its time has come, and when a clock jumped", arguments: [-1, 0, 3601] as [Int64])
  func time(_ difference: Int64) {
    let waiting = failing(stands: false, nextTry: now + difference)
    #expect(choose(StackRecord(applied: good, failing: waiting)) == .head)
  }

  @Test("is an earlier one where the commit's cannot be read") func unusable() {
    let problem = Problem("is empty")
    let applied = StackRecord.Version(commit: "ccc", deployment: "other", time: 1)
    #expect(choose(StackRecord(), problem: problem) == .head)
    #expect(
      choose(StackRecord(applied: applied, verified: good), problem: problem)
        == .earlier(applied, .unusable(problem)))
    #expect(
      choose(StackRecord(applied: applied, verified: good, heldBack: heldBack), problem: problem)
        == .earlier(good, .unusable(problem)))
  }

  @Test("waits longer each time, up to an hour") func pauses() {
    #expect((1...7).map { Failing.pause(after: $0) } == [0, 240, 540, 1140, 2340, 3540, 3540])
    #expect(Failing.pause(after: 1_000_000) == 3540)
  }
}
