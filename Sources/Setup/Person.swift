public import Cycle
internal import Posix

/// Whoever sets up a host: what they are told, and how they are asked.
public struct Person {
  /// Where everything is told.
  let reporter: Reporter
  /// Whether anybody answers.
  let answers: Bool
  private let line: (_ question: String, _ stop: Int32) -> String?
  private let secret: (_ question: String) -> [UInt8]?

  /// Somebody who is asked on the terminal of this process, if at all.
  public init(reporter: Reporter, answers: Bool) {
    self.init(reporter: reporter, answers: answers) { question, stop in
      Terminal()?.line(question, stop: stop)
    } secret: {
      Terminal()?.passphrase($0)
    }
  }

  /// - Parameters:
  ///   - line: asks for a line; nil where there is no answer. Its second value is readable when
  ///     nobody is to be asked any more.
  ///   - secret: asks for a line that is not shown, which the caller wipes.
  init(
    reporter: Reporter, answers: Bool, line: @escaping (String, Int32) -> String?,
    secret: @escaping (String) -> [UInt8]?
  ) {
    self.reporter = reporter
    self.answers = answers
    self.line = line
    self.secret = secret
  }

  /// The title of a step.
  func title(_ text: String) { reporter.result(Event(.notice, text)) }

  /// A line of a step.
  func tell(_ text: String) { reporter.result(Event(.notice, "  \(text)")) }

  func warn(_ text: String) { reporter.note(Event(.warning, text)) }

  /// - Parameter stop: readable when nobody is to be asked any more.
  func ask(_ question: String, stop: Int32) -> String? {
    answers ? line("  \(question)", stop) : nil
  }

  /// Asks for what is not shown, also somebody who wants to be asked nothing else.
  func askHidden(_ question: String) -> [UInt8]? { secret("  \(question)") }
}
