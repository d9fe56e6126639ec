import Cycle
import Glibc
import Posix
import Testing

@testable import converge

/// A terminal of which the test holds the other end.
private final class Terminal {
  let inside: Int32
  private let outside: Int32

  init(columns: UInt16, rows: UInt16) throws {
    outside = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, locked): (Int32, Int32) = (0, 0)
    // TIOCSPTLCK and TIOCGPTN (pts(4), ioctl_tty(2))
    guard outside >= 0, ioctl(outside, 0x4004_5431, &locked) == 0,
      ioctl(outside, 0x8004_5430, &number) == 0
    else { throw PosixError(call: "make a terminal") }
    inside = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    resize(columns: columns, rows: rows)
    _ = fcntl(outside, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(inside)
    close(outside)
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(outside, UInt(TIOCSWINSZ), &size)
  }

  /// What was written since.
  func read() -> [UInt8] {
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(outside, &chunk, chunk.count)
      if count <= 0 { return result }
      result += chunk[..<count]
    }
  }
}

@Suite("The live display")
struct LiveTests {
  /// Lets the display draw until the screen is as it should be, for five seconds at most.
  private func watch(
    _ terminal: Terminal, _ screen: inout Screen, until isDone: (Screen) -> Bool
  ) {
    for _ in 0..<100 {
      screen.write(terminal.read())
      if isDone(screen) { return }
      Instant.pause(seconds: 0.05)
    }
  }

  @Test(
    "shows what is going on below the lines, scrolls nothing of it, and clears up",
    arguments: [UInt16(80), 120])
  func life(_ columns: UInt16) throws {
    let terminal = try Terminal(columns: columns, rows: 6)
    var screen = Screen(columns: Int(columns), rows: 6)
    let display = LiveDisplay(terminal: terminal.inside, Palette(isOn: true))

    for number in 0..<9 {
      display.take(.doing(stack: "stack-\(number)", String(repeating: "busy ", count: 40)))
    }
    watch(terminal, &screen) { $0.text.count == 5 }
    #expect(screen.text.last == "and 5 more")
    #expect(screen.text.allSatisfy { $0.count < Int(columns) })
    #expect(screen.text[0].hasPrefix("stack-0    "))
    #expect(screen.text[0].contains(" s  busy busy"))
    #expect(screen.text[0].count > Int(columns) - 8)
    #expect((screen.row, screen.column) == (0, 0))

    for number in 0..<9 {
      display.write(Array("stack-\(number): done\n".utf8), to: terminal.inside)
      display.take(.done(stack: "stack-\(number)"))
      Instant.pause(seconds: 0.04)
    }
    display.finish()
    screen.write(terminal.read())
    #expect(screen.gone + screen.text == (0..<9).map { "stack-\($0): done" })
    #expect(screen.wraps == 0)

    display.take(.doing(stack: "late", "nothing"))
    Instant.pause(seconds: 0.3)
    #expect(terminal.read() == [])
  }

  @Test("draws no more than ten times a second") func pace() throws {
    let terminal = try Terminal(columns: 80, rows: 24)
    let display = LiveDisplay(terminal: terminal.inside, Palette(isOn: false))
    let start = Instant.now
    var number: Int64 = 0
    while Instant.now.seconds(since: start) < 0.55 {
      number += 1
      display.take(.pulling(image: "nginx:1@sha256:00", done: number * 100_000, total: nil))
      Instant.pause(seconds: 0.001)
    }
    let seconds = Instant.now.seconds(since: start)
    let text = String(decoding: terminal.read(), as: UTF8.self)
    let frames = text.split(separator: "pulling").count - 1
    #expect(frames >= 1 && Double(frames) <= seconds * 10 + 1, "\(frames)")
    display.finish()
  }

  @Test("writes once a second while nothing changes but the time") func rest() throws {
    let terminal = try Terminal(columns: 80, rows: 24)
    let display = LiveDisplay(terminal: terminal.inside, Palette(isOn: false))
    let start = Instant.now
    display.take(.doing(stack: "web", "starting"))
    Instant.pause(seconds: 1.5)
    let seconds = Instant.now.seconds(since: start)
    let text = String(decoding: terminal.read(), as: UTF8.self)
    let frames = text.split(separator: "web").count - 1
    #expect(frames >= 2 && Double(frames) <= seconds + 1, "\(text)")
    display.finish()
  }

  @Test("follows the terminal's size") func resize() throws {
    let terminal = try Terminal(columns: 120, rows: 24)
    let display = LiveDisplay(terminal: terminal.inside, Palette(isOn: false))
    display.take(.doing(stack: "web", String(repeating: "x", count: 200)))
    var wide = Screen(columns: 120, rows: 24)
    watch(terminal, &wide) { !$0.text.isEmpty }
    #expect(wide.text.map(\.count) == [119])
    terminal.resize(columns: 40, rows: 24)
    var narrow = Screen(columns: 40, rows: 24)
    watch(terminal, &narrow) { !$0.text.isEmpty }
    #expect(narrow.text.map(\.count) == [39])
    display.finish()
  }
}

@Suite("A line of the live display")
struct LiveBoardTests {
  private let start = Instant.now

  private func lines(
    _ steps: [(Double, Progress)], at end: Double, columns: Int = 80, rows: Int = 24
  ) -> [String] {
    var board = LiveBoard()
    for (second, progress) in steps { board.take(progress, at: start.adding(seconds: second)) }
    return board.lines(
      at: start.adding(seconds: end), TerminalSize(columns: columns, rows: rows),
      Palette(isOn: false))
  }

  @Test("says what a stack is at and for how long") func doing() {
    #expect(
      lines(
        [
          (0, .doing(stack: nil, "asking the remote")), (1, .doing(stack: "web", "starting")),
          (5, .doing(stack: "web", "waiting for app")),
          (6, .doing(stack: "web", "waiting for app")),
          (7, .done(stack: nil)), (8, .doing(stack: "media", "starting")),
        ], at: 70)
        == ["web     1:05  waiting for app", "media   1:02  starting"])
  }

  @Test("says how much of an image is there") func pulling() {
    #expect(
      lines(
        [
          (0, .pulling(image: "nginx:1.27@sha256:0011", done: 0, total: nil)),
          (2, .pulling(image: "nginx:1.27@sha256:0011", done: 12_340_000, total: 48_000_000)),
          (2, .pulling(image: "redis:7", done: 1, total: 2)), (3, .pulled(image: "redis:7")),
        ], at: 4)
        == ["pulling    4 s  nginx:1.27  12.3 of 48.0 MB"])
  }

  @Test("keeps the size where the image's name is long") func longName() {
    let image = "registry.example.org/" + String(repeating: "x", count: 90)
    let line = lines([(0, .pulling(image: image, done: 5_000_000, total: nil))], at: 1)[0]
    #expect(line.count == 79)
    #expect(line.hasSuffix("xx..  5.0 MB"))
  }

  @Test("holds nothing that steers the terminal") func printable() {
    let line = lines([(0, .doing(stack: "we\u{1b}[2Jb", "a\nb\u{9b}c"))], at: 1)[0]
    #expect(line == "we?[2Jb    1 s  a?b?c")
  }

  @Test("is gone when all is settled") func settled() {
    #expect(lines([(0, .doing(stack: "web", "starting")), (1, .settled)], at: 2) == [])
  }

  @Test("fits any terminal", arguments: [1, 2, 10, 20, 40])
  func narrow(_ columns: Int) {
    let steps = (0..<9).map { (0.0, Progress.doing(stack: "stack-number-\($0)", "starting it")) }
    for rows in [1, 2, 5] {
      let lines = lines(steps, at: 1, columns: columns, rows: rows)
      #expect(lines.count <= max(1, rows - 1))
      #expect(lines.allSatisfy { $0.columns < max(2, columns) })
    }
  }
}
