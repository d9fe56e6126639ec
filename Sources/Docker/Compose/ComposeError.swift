public import Model

/// A `docker compose` that failed.
public struct ComposeError: Error, Equatable, Sendable, CustomStringConvertible {
  public let failure: ComposeFailure
  /// What was attempted, in words: "start media".
  public let action: String
  /// What Compose says about it, without noise: a few short lines. Values of variables may be in
  /// them where Compose or a container prints them; the content of a dotenv file never is.
  public let messages: [String]
  /// What Compose was not sure of before it failed.
  public let warnings: [ComposeWarning]

  public init(
    _ failure: ComposeFailure, _ action: String, _ messages: [String],
    warnings: [ComposeWarning] = []
  ) {
    self.failure = failure
    self.action = action
    self.messages = messages
    self.warnings = warnings
  }

  /// "cannot start media: ..."
  public var description: String {
    "cannot \(action): \(messages.joined(separator: "; "))"
  }

  /// The same for a person: with the file where one is known, and what to do next.
  public var problem: Problem {
    guard case .environmentFile(let path?, let line, _) = failure else {
      return Problem(description, hint: failure.hint)
    }
    return Problem(description, at: Problem.Place(path, line: line), hint: failure.hint)
  }

  init(_ action: String, code: Int32, output: [UInt8], errors: [UInt8]) {
    let found = Messages(errors)
    let failure = ComposeFailure(found, code: code)
    var messages = failure.ownWords.map { [$0] } ?? found.lines
    if code == ComposeFailure.buildCode { messages += Messages.buildLog(output, errors) }
    if messages.isEmpty { messages = ["docker compose ended with code \(code) and said nothing"] }
    self.init(failure, action, messages, warnings: found.warnings)
  }
}

/// Something that Compose is not sure of.
public enum ComposeWarning: Hashable, Sendable {
  /// A variable without a value is used. Where a `$` in a secret is taken for a variable, this is a
  /// piece of the secret: not to be shown before it was found in a file that is none.
  case unsetVariable(String)
  /// In Compose's own words, on one line.
  case other(String)
}
