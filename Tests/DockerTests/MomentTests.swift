import Posix
import Testing

@testable import Docker

@Suite("A time as the Engine writes it")
struct MomentTests {
  @Test(
    "is a point in time",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("2026-11-21T09:30:00Z", 1_795_253_400, 0),
      ("2026-11-21T09:30:00.5Z", 1_795_253_400, 500_000_000),
      ("2026-11-21T09:30:00.000000001Z", 1_795_253_400, 1),
      ("2024-02-29T23:59:59.123456789+02:00", 1_709_243_999, 123_456_789),
      ("2024-03-01T00:00:00-00:30", 1_709_253_000, 0), ("2000-03-01T00:00:00Z", 951_868_800, 0),
    ] as [(String, Int64, Int64)])
  func times(text: String, seconds: Int64, nanoseconds: Int64) {
    let time = FileStatus.Time(seconds: seconds, nanoseconds: nanoseconds)
    #expect(Moment(text)?.time == time)
  }

  @Test(
    "is none where the Engine has none, or writes something else",
    arguments: [
      "", "0001-01-01T00:00:00Z", "2026-11-21", "2026-11-21 09:30:00Z", "2026-11-21T09:30:00",
      "2026-13-21T09:30:00Z", "2026-00-21T09:30:00Z", "2026-11-32T09:30:00Z",
      "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21T09:30:00.Z",
      "2026-11-21T09:30:00+24:00", "2026-11-21T09:30:00.1234567890Z", "２026-11-21T09:30:00Z",
    ])
  func none(text: String) { #expect(Moment(text) == nil) }
}
