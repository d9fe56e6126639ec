import Testing
import YAML

@Suite("A scalar without quotes")
struct ResolutionTests {
  private static let table: [(text: String, resolution: Resolution)] = [
    ("", .null), ("~", .null), ("null", .null), ("NULL", .null),
    ("true", .boolean(true)), ("False", .boolean(false)),
    ("0", .integer(0)), ("-0", .integer(0)), ("+7", .integer(7)), ("1_000", .integer(1000)),
    ("0x1F", .integer(31)), ("-0X1f", .integer(-31)), ("0o17", .integer(15)), ("017", .integer(15)),
    ("0b101", .integer(5)), ("-0b1", .integer(-1)), ("0b-1", .integer(-1)), ("0o-7", .integer(-7)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .unsigned(9_223_372_036_854_775_808)),
    ("18446744073709551616", .float(18_446_744_073_709_551_616)),
    ("1.", .float(1)), (".5", .float(0.5)), ("-.5", .float(-0.5)), ("08", .float(8)),
    ("1e3", .float(1000)), ("1_0.5", .float(10.5)), ("+1E-2", .float(0.01)),
    (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)),
  ]

  private static let strings = [
    "nUll", "tRue", "yes", "no", "on", "off", "y", "n", "_1", "0x", "0b2", "0o8", "--1", "+", "-",
    ".", "e1", "1e", "1e400", "1.2.3", "12:30", "infinity", "nan", ".5_0", "2020-13-01",
    "2020-02-30", "2020-01-01T24:00:00Z", "2020-01-01 01:02", "20200-01-01", "=",
  ]

  @Test("is what go-yaml takes it for", arguments: table)
  func plain(text: String, resolution: Resolution) {
    #expect(Resolution(plain: Array(text.utf8)) == resolution)
  }

  @Test("is a string where it is nothing else", arguments: strings)
  func string(text: String) {
    #expect(Resolution(plain: Array(text.utf8)) == .string(Array(text.utf8)))
  }

  @Test("may merge, or be no number")
  func others() {
    #expect(Resolution(plain: Array("<<".utf8)) == .merge)
    guard case .float(let number) = Resolution(plain: Array(".nan".utf8)) else {
      Issue.record("not a number")
      return
    }
    #expect(number.isNaN)
  }

  private static let times = [
    ("2001-12-14", "2001-12-14T00:00:00Z"), ("2001-1-2", "2001-01-02T00:00:00Z"),
    ("2001-12-14T21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"),
    ("2001-12-14t1:2:3Z", "2001-12-14T01:02:03Z"),
    ("2001-12-14  21:59:43.123456789", "2001-12-14T21:59:43.123456789Z"),
    ("2001-12-14T21:59:43,5+00:00", "2001-12-14T21:59:43.5Z"),
    ("2000-02-29", "2000-02-29T00:00:00Z"),
  ]

  @Test("may be a time", arguments: times)
  func time(text: String, written: String) {
    guard case .time(let time) = Resolution(plain: Array(text.utf8)) else {
      Issue.record("no time: \(text)")
      return
    }
    #expect(time.description == written)
  }

  private static let tagged: [(tag: String, text: String, resolution: Resolution)] = [
    ("!!str", "1", .string([0x31])), ("!!int", "1", .integer(1)), ("!!float", "1", .float(1)),
    ("!!bool", "yes", .invalid), ("!!int", "x", .invalid), ("!!null", "", .null),
    ("!!binary", "aGk=", .string([0x68, 0x69])), ("!!binary", "aGk", .invalid),
    ("!own", "1", .string([0x31])), ("!", "1", .integer(1)), ("!!timestamp", "x", .invalid),
  ]

  @Test("is what its tag says, where it can be", arguments: tagged)
  func tags(tag: String, text: String, resolution: Resolution) {
    let scalar = Scalar(Array(text.utf8), style: .plain)
    #expect(Resolution(scalar, tag: Array(tag.utf8)) == resolution)
  }

  @Test("in quotes is a string")
  func quoted() {
    #expect(Resolution(Scalar([0x31], style: .doubleQuoted), tag: nil) == .string([0x31]))
    #expect(Resolution(Scalar([0x31], style: .literal), tag: nil) == .string([0x31]))
  }
}
