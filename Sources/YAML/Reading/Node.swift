/// A place in a text; both count from 1, columns in characters.
public struct Mark: Equatable, Comparable, Hashable, Sendable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: Mark, right: Mark) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// "3:5"
  public var description: String { "\(line):\(column)" }
}

/// A part of a YAML document and where it stands.
public struct Node: Equatable, Sendable {
  public indirect enum Value: Equatable, Sendable {
    /// `plain`: without quotes, and not a block, so that YAML may take it for null, a boolean or a
    /// number.
    case scalar(String, plain: Bool)
    case sequence([Node])
    /// In the order of the text, duplicate keys included.
    case mapping([Entry])
  }

  public struct Entry: Equatable, Sendable {
    public let key: Text
    public let value: Node

    public init(key: Text, value: Node) {
      self.key = key
      self.value = value
    }
  }

  public let value: Value
  public let mark: Mark

  public init(_ value: Value, at mark: Mark) {
    self.value = value
    self.mark = mark
  }
}

/// A string and where it stands.
public struct Text: Equatable, Sendable {
  public let value: String
  public let mark: Mark

  public init(_ value: String, at mark: Mark) {
    self.value = value
    self.mark = mark
  }
}
