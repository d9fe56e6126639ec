internal import Cycle
internal import Doctor
internal import Model
internal import Posix

/// `converge doctor`: looks at all that a cycle needs, and changes nothing.
struct DoctorCommand: Equatable {
  let configuration: String
  let presentation: Presentation

  /// - Returns: 0 where nothing is an error.
  func run() -> Int32 {
    let checks = Doctor(configuration: configuration).examine()
    do {
      try Streams.deliver(render(checks))
      return checks.exitCode
    } catch {
      LineOutput(verbose: false, presentation.color).show(error)
      return 1
    }
  }

  private func render(_ checks: [Check]) -> [UInt8] {
    if presentation.json { return JSON.document(DoctorDocument(checks)) ?? [] }
    let text = DoctorText(
      checks, width: TerminalSize.of(1)?.columns, Palette(presentation.color, stream: 1))
    return Array(text.lines.map { $0 + "\n" }.joined().utf8)
  }
}
