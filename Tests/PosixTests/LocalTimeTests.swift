import Posix
import Testing

@Suite("A time, for people")
struct LocalTimeTests {
  /// 2026-11-21T00:30:00Z
  private let now: Int64 = 1_795_221_000

  @Test("is that of the day, and of another day comes with the date") func words() {
    let time = LocalTime(now: now, offset: 0)
    #expect(time.words(now) == "00:30")
    #expect(time.words(now + 3600) == "01:30")
    #expect(time.words(now - 3600) == "2026-11-20 23:30")
  }

  @Test("is that of the place") func offset() {
    #expect(LocalTime(now: now, offset: 3600).words(now) == "01:30")
    #expect(LocalTime(now: now, offset: -3600).words(now) == "23:30")
    #expect(LocalTime(now: now, offset: -3600).words(now + 3600) == "2026-11-21 00:30")
  }

  @Test("is some text for any number", arguments: [Int64.min, -1, 0, .max])
  func odd(_ seconds: Int64) {
    #expect(!LocalTime(now: now).words(seconds).isEmpty)
  }
}
