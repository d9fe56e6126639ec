import Model
import Testing

@Suite("A hold")
struct HoldTests {
  @Test("holds until its time, or for good", arguments: [0, 999, 1000, 1001] as [Int64])
  func active(_ now: Int64) {
    #expect(Hold(since: 500, until: 1000).isActive(at: now) == (now < 1000))
    #expect(Hold(since: 500).isActive(at: now))
  }
}

@Suite("An outcome")
struct OutcomeTests {
  private let version = HeldBack(
    Attempt(commit: "9ab3c1d", deployment: "d", reach: []), since: 5,
    reason: "container x exited with 1")

  @Test("tells the version that is held back, now and in later cycles") func heldBack() {
    #expect(Outcome.heldBack(version).heldBack == version)
    #expect(Outcome.rolledBack(version, []).heldBack == version)
    #expect(Outcome.onHold(Hold(since: 1)).heldBack == nil)
  }

  @Test("is a failure only where nothing good runs") func failed() {
    #expect(Outcome.failed(Problem("x")).failed)
    #expect(!Outcome.heldBack(version).failed && !Outcome.onHold(Hold(since: 1)).failed)
  }
}
