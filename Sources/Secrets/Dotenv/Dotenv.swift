/// A dotenv file as Docker Compose reads it (compose-go's `dotenv` package).
///
/// Reading never fails: what Compose would refuse is listed in ``problems``, without any text of
/// the file, and reading goes on at the next line.
public struct Dotenv: Sendable, Equatable {
  /// How a value is written.
  public enum Quoting: Sendable, Equatable {
    /// To the end of the line; trimmed, cut at ` #`, interpolated.
    case none
    /// Literal.
    case single
    /// Escapes are expanded, then interpolated.
    case double
  }

  /// One variable.
  public struct Entry: Sendable, Equatable {
    /// The name.
    public let key: String
    /// Where it begins, from 1.
    public let line: Int
    /// The value as it is written: between the quotes, or all that follows the sign.
    public let raw: [UInt8]
    /// How it is written.
    public let quoting: Quoting
    /// `KEY` alone on its line: the value comes from the environment of Compose.
    public let isInherited: Bool
    /// False where a quote is never closed: Compose refuses the file.
    public let isTerminated: Bool
  }

  /// What Compose refuses.
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong, without text of the file.
    public let what: String
    /// `line 3: what`.
    public var description: String { "line \(line): \(what)" }
  }

  /// The variables in file order; of several with one key the last counts.
  public private(set) var entries: [Entry] = []
  /// What Compose refuses, in file order. It stops at the first.
  public private(set) var problems: [Problem] = []

  /// Reads a file.
  public init(_ bytes: [UInt8]) {
    var scanner = DotenvScanner(bytes)
    while let statement = scanner.next() {
      switch statement {
      case .entry(let entry):
        entries.append(entry)
        if !entry.isTerminated {
          problems.append(Problem(line: entry.line, what: "a quote that is never closed"))
        }
      case .problem(let problem): problems.append(problem)
      }
    }
  }

  /// The value that counts for `key`, before interpolation.
  public func value(of key: String) -> [UInt8]? {
    entries.last { $0.key == key && !$0.isInherited }?.literal
  }
}
