/// A commit taken apart into what was signed and the signature over it (gitformat-signature(5)).
public struct SignedCommit: Equatable, Sendable {
  /// Whose signature a commit bears, by its first line.
  enum Signature: Equatable, Sendable {
    case ssh([UInt8])
    case openPGP, x509, unknown
    /// It bears more than one, or one for another kind of repository: which counts is a guess.
    case ambiguous
  }

  /// "Ann <ann@example.org>": who wrote it, as it says itself.
  public let author: String
  /// Who made this commit of it, as it says itself.
  public let committer: String
  /// When that was, in seconds since 1970-01-01T00:00:00Z; nil where it does not tell.
  let time: Int64?
  /// What was signed: the commit without its signature.
  let payload: [UInt8]
  /// nil where it bears none.
  let signature: Signature?

  /// - Parameter bytes: the commit as Git stores it.
  public init(_ bytes: [UInt8]) {
    var header = CommitHeader()
    var start = 0
    while start < bytes.count, bytes[start] != 10 {
      let end = bytes[start...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
      header.take(bytes[start..<end])
      start = end
    }
    payload = header.kept + bytes[start...]
    (author, committer) = (header.author?.name ?? "", header.committer?.name ?? "")
    time = header.committer?.time
    switch header.signatures {
    case 0: signature = nil
    case 1 where !header.hasOther: signature = SignedCommit.kind(of: header.signature)
    default: signature = .ambiguous
    }
  }

  private static func kind(of text: [UInt8]) -> Signature {
    func starts(_ words: String) -> Bool { text.starts(with: Array(words.utf8)) }
    if text.starts(with: SSHSignature.begin) { return .ssh(text) }
    if starts("-----BEGIN PGP ") { return .openPGP }
    return starts("-----BEGIN SIGNED MESSAGE-----") ? .x509 : .unknown
  }
}

/// The lines of a commit before its message.
private struct CommitHeader {
  /// All but the signatures.
  var kept: [UInt8] = []
  var signature: [UInt8] = []
  var signatures = 0
  /// Whether one of them is under another name: `gpgsig-sha256`.
  var hasOther = false
  var author: Person?
  var committer: Person?
  private var isInSignature = false
  private static let gpgsig = Array("gpgsig".utf8)

  /// - Parameter line: with its line feed.
  mutating func take(_ line: ArraySlice<UInt8>) {
    if line.first == UInt8(ascii: " ") {
      // goes on with the header before it
      if isInSignature { signature += line.dropFirst() } else { kept += line }
      return
    }
    let name = line.prefix { $0 != UInt8(ascii: " ") }
    let value = line.dropFirst(name.count + 1)
    isInSignature = name.starts(with: CommitHeader.gpgsig)
    guard !isInSignature else {
      signatures += 1
      hasOther = hasOther || name.count > CommitHeader.gpgsig.count
      signature += value
      return
    }
    kept += line
    if name.elementsEqual(Array("author".utf8)) { author = author ?? Person(value) }
    if name.elementsEqual(Array("committer".utf8)) { committer = committer ?? Person(value) }
  }
}

/// "Ann <ann@example.org> 1795269600 +0100"
private struct Person {
  let name: String
  let time: Int64?

  init(_ value: ArraySlice<UInt8>) {
    let close = value.lastIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? value.endIndex
    name = String(decoding: value[..<close], as: UTF8.self)
    let words = value[close...].split { $0 == UInt8(ascii: " ") || $0 == 10 }
    time = words.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }
}
