internal import Cycle
internal import Posix

/// What is going on right now, as lines of a terminal.
struct LiveBoard {
  private struct Item {
    let subject: Subject
    var words: String
    var size: String?
    var since: Instant
  }

  /// In the order in which they began.
  private var items: [Item] = []

  mutating func take(_ progress: Progress, at now: Instant) {
    switch progress {
    case .doing(let stack, let words): set(.stack(stack), words, at: now)
    case .watching(let stack, let containers):
      set(.stack(stack), "watching \(containers.joined(separator: ", "))", at: now)
    case .stage, .next: break
    case .done(let stack): items.removeAll { $0.subject == .stack(stack) }
    case .pulling(let image, let done, let total):
      let size = Words.size(done, of: total)
      set(.image(image), image.withoutDigest, size, at: now)
    case .pulled(let image): items.removeAll { $0.subject == .image(image) }
    case .settled: items = []
    }
  }

  private mutating func set(
    _ subject: Subject, _ words: String, _ size: String? = nil, at now: Instant
  ) {
    guard let index = items.firstIndex(where: { $0.subject == subject }) else {
      items.append(Item(subject: subject, words: words.printable, size: size, since: now))
      return
    }
    if items[index].words != words.printable { items[index].since = now }
    items[index].words = words.printable
    items[index].size = size
  }

  /// One line for each stack and image, never as wide as the terminal, and never as many as it has
  /// rows, so that nothing wraps or scrolls.
  func lines(at now: Instant, _ size: TerminalSize, _ palette: Palette) -> [String] {
    let room = max(1, size.rows - 1)
    let names = items.map { LiveBoard.name($0.subject).columns }
    let column = min(names.max() ?? 0, max(8, size.columns / 4))
    let lines = items.map { line($0, column: column, at: now, width: size.columns - 1, palette) }
    if lines.count <= room { return lines }
    let more = "and \(lines.count - room + 1) more".cut(to: size.columns - 1)
    return lines.prefix(room - 1) + [palette.dim(more)]
  }

  private static func name(_ subject: Subject) -> String {
    switch subject {
    case .stack(let name?): name.printable
    case .stack(nil): "converge"
    case .image: "pulling"
    }
  }

  private func line(
    _ item: Item, column: Int, at now: Instant, width: Int, _ palette: Palette
  ) -> String {
    let name = LiveBoard.name(item.subject).cut(to: column).padded(to: column)
    let time = Words.duration(Int(now.seconds(since: item.since))).indented(to: 5)
    let room = width - column - time.columns - 4
    // in a very narrow terminal the name alone has to do
    if room < 8 { return name.cut(to: width) }
    let painted = if case .stack(_?) = item.subject { palette.bold(name) } else { name }
    let size = item.size.map { "  \($0)" } ?? ""
    let words =
      size.columns > room
      ? item.words.cut(to: room) : item.words.cut(to: room - size.columns) + size
    return "\(painted)  \(palette.dim(time))  \(words)"
  }
}
