internal import Cycle
internal import Model
internal import Posix

/// Lines for people: outcomes to standard output, the rest to standard error. Where the journal
/// reads a stream they are entries of it, or at least have a priority (sd-daemon(3)).
struct LineOutput: Sendable {
  /// Where the lines of one stream go.
  enum Sink: Sendable {
    case stream
    /// The journal reads lines, each with its priority before it.
    case prefixed
    /// The journal takes entries.
    case journal(Journal)
  }

  typealias Write = @Sendable (_ bytes: [UInt8], _ stream: Int32) -> Void

  /// Straight to the stream.
  static let plain: Write = { Streams.write($0, to: $1) }

  let verbose: Bool
  let palettes: (output: Palette, errors: Palette)
  private let sinks: (output: Sink, errors: Sink)

  init(verbose: Bool, _ color: Presentation.Color = .auto) {
    let journal = Journal()
    self.init(
      verbose: verbose,
      palettes: (Palette(color, stream: 1), Palette(color, stream: 2)),
      sinks: (LineOutput.sink(1, journal), LineOutput.sink(2, journal)))
  }

  init(
    verbose: Bool, palettes: (output: Palette, errors: Palette),
    sinks: (output: Sink, errors: Sink)
  ) {
    self.verbose = verbose
    self.palettes = palettes
    self.sinks = sinks
  }

  private static func sink(_ stream: Int32, _ journal: Journal?) -> Sink {
    guard Streams.isJournal(stream) else { return .stream }
    guard let journal, Streams.isSocket(stream) else { return .prefixed }
    // The journal asks /proc which unit sends an entry, when it reads it: too late where the
    // program has ended. From a stream it knows that from the first line on, and it keeps no empty
    // ones.
    Streams.write([0x0a], to: stream)
    return .journal(journal)
  }

  func reporter(
    progress: @escaping @Sendable (Progress) -> Void = { _ in }, write: @escaping Write
  ) -> Reporter {
    Reporter(
      result: { print($0, to: 1, write) }, note: { print($0, to: 2, write) }, progress: progress,
      plan: { plan in
        progress(.settled)
        let text = PlanText(plan, isVerbose: verbose, palettes.output)
        for line in text.lines { put(line, .info, to: 1, write) }
      })
  }

  /// "converge: error: ..." and, where there is one, "converge: hint: ..." on standard error.
  func show(_ problem: Problem) {
    let text = "\(label(.error))\(problem.bare.description.printable)"
    put(text, .error, to: 2, LineOutput.plain)
    if let hint = problem.hint { put("hint: \(hint.printable)", .error, to: 2, LineOutput.plain) }
  }

  private func print(_ event: Event, to stream: Int32, _ write: Write) {
    if event.severity == .debug && !verbose { return }
    if case .journal(let journal) = sink(stream), journal.send(event) { return }
    let label = stream == 2 ? label(event.severity) : ""
    let palette = palette(stream)
    let name = event.stack.map { "\(palette.name($0.printable, event.severity)): " } ?? ""
    line(label + name + event.text.printable, event.severity, to: stream, write)
  }

  private func label(_ severity: Event.Severity) -> String {
    switch severity {
    case .error: palettes.errors.red("error") + ": "
    case .warning: palettes.errors.yellow("warning") + ": "
    default: ""
    }
  }

  /// A line that is about no stack: the program speaks for itself.
  private func put(
    _ text: String, _ severity: Event.Severity, to stream: Int32, _ write: Write
  ) {
    if case .journal(let journal) = sink(stream), journal.send(Event(severity, text)) { return }
    line(stream == 2 ? "converge: \(text)" : text, severity, to: stream, write)
  }

  private func line(
    _ text: String, _ severity: Event.Severity, to stream: Int32, _ write: Write
  ) {
    let prefix = if case .stream = sink(stream) { "" } else { "<\(severity.rawValue)>" }
    write(Array("\(prefix)\(text)\n".utf8), stream)
  }

  private func sink(_ stream: Int32) -> Sink { stream == 1 ? sinks.output : sinks.errors }
  private func palette(_ stream: Int32) -> Palette {
    stream == 1 ? palettes.output : palettes.errors
  }
}

extension Palette {
  /// A stack's name, by how its line is meant.
  fileprivate func name(_ text: String, _ severity: Event.Severity) -> String {
    switch severity {
    case .error: red(text)
    case .warning: yellow(text)
    case .notice, .info: bold(text)
    case .debug: text
    }
  }
}
