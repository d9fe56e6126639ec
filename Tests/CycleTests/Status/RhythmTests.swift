import Testing

@testable import Cycle

@Suite("The rhythm of the service")
struct RhythmTests {
  private func rhythm(_ starts: Int64...) -> Rhythm {
    starts.dropFirst().reduce(Rhythm(last: starts[0])) { $0.after(start: $1) }
  }

  @Test("is known when the same time has passed twice") func steady() {
    #expect(rhythm(1000).expected(after: 1000) == nil)
    #expect(rhythm(1000, 1300).expected(after: 1300) == nil)
    #expect(rhythm(1000, 1300, 1601).expected(after: 1610) == 1902)
  }

  @Test("is not known after a start out of turn, nor after a clock that jumped") func broken() {
    #expect(rhythm(1000, 1300, 1600, 1700).expected(after: 1700) == nil)
    #expect(rhythm(1000, 1300, 1600, 500).expected(after: 500) == nil)
    #expect(rhythm(1000, 1300, 1600, 500, 800).expected(after: 800) == nil)
    #expect(rhythm(1000, 1300, 1600, 500, 800, 1100).expected(after: 1100) == 1400)
    #expect(rhythm(1000, 1060, 1360).expected(after: 1360) == nil)
  }

  @Test("expects nothing that has passed") func late() {
    #expect(rhythm(1000, 1300, 1600).expected(after: 1900) == nil)
  }
}
