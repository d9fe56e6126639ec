/// What `global/converge.yaml` asks of every stack.
public struct Policy: Equatable, Sendable {
  /// What is done about images that the files name without a digest.
  public enum DigestRule: String, Equatable, Sendable { case require, warn, off }

  public var digest: DigestRule
  /// Images that need no digest, by their name without tag and digest; `*` stands for anything.
  public var digestExceptions: [String]
  /// Images, besides the well-known databases, whose data does not survive another major version.
  public var majors: [String]

  public init(
    digest: DigestRule = .warn, digestExceptions: [String] = [], majors: [String] = []
  ) {
    self.digest = digest
    self.digestExceptions = digestExceptions
    self.majors = majors
  }
}
