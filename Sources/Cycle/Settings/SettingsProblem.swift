public import Model

/// One thing that is wrong with the host's configuration, or with a file that it needs.
public struct SettingsProblem: Equatable, Sendable, CustomStringConvertible {
  public enum Fault: Equatable, Sendable {
    /// Of the text: lower case, without a full stop.
    case text(String)
    case file(FileFault)
  }

  public let fault: Fault
  /// Where the configuration says it, or names the file; nil where it does not.
  public let place: Problem.Place?

  public init(_ message: String, at place: Problem.Place? = nil) {
    (fault, self.place) = (.text(message), place)
  }

  public init(_ file: FileFault, at place: Problem.Place? = nil) {
    (fault, self.place) = (.file(file), place)
  }

  /// "/etc/converge/converge.yaml:3:5: what is wrong"
  public var description: String {
    let words =
      switch fault {
      case .text(let message): message
      case .file(let file): "\(file)"
      }
    return place.map { "\($0): \(words)" } ?? words
  }
}

/// A host configuration that cannot be used, with everything that is wrong with it.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  public let problems: [SettingsProblem]

  public init(_ problems: [SettingsProblem]) { self.problems = problems }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
