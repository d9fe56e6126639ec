internal import Posix

/// Colours, used sparingly: for how bad something is, and for names.
struct Palette: Equatable, Sendable {
  let isOn: Bool

  /// What a stream takes (no-color.org; a dumb terminal knows none).
  init(_ wish: Presentation.Color, stream: Int32) {
    isOn =
      switch wish {
      case .always: true
      case .never: false
      case .auto:
        (Host.environment("NO_COLOR") ?? "").isEmpty && Palette.steers(stream)
      }
  }

  init(isOn: Bool) { self.isOn = isOn }

  /// Whether a stream is a terminal that takes more than plain text.
  static func steers(_ stream: Int32) -> Bool {
    let type = Host.environment("TERM") ?? ""
    return TerminalSize.of(stream) != nil && !type.isEmpty && type != "dumb"
  }

  func red(_ text: String) -> String { paint(text, "31") }
  func yellow(_ text: String) -> String { paint(text, "33") }
  func bold(_ text: String) -> String { paint(text, "1") }
  func dim(_ text: String) -> String { paint(text, "2") }

  private func paint(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
