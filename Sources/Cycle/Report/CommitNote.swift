/// A commit, as people and programs are told of it.
public struct CommitNote: Equatable, Sendable, Codable {
  /// Hexadecimal digits, all of them.
  public var id: String
  public var author: String
  /// The first line of its message.
  public var subject: String
  /// Seconds since 1970-01-01T00:00:00Z.
  public var time: Int64

  public init(id: String, author: String, subject: String, time: Int64) {
    self.id = id
    self.author = author
    self.subject = subject
    self.time = time
  }

  /// Its first seven digits.
  public var short: String { String(id.prefix(7)) }
}
