internal import Crypto

/// The file of those whose signatures count, in the format that git and `ssh-keygen` read
/// (ssh-keygen(1), ALLOWED SIGNERS).
public struct AllowedSigners: Equatable, Sendable {
  /// A line that cannot be understood: then nobody knows who may sign.
  public struct Mistake: Error, Equatable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    public let reason: String
    public var description: String { "line \(line): \(reason)" }
  }

  /// In the order of the file.
  public let all: [AllowedSigner]

  /// Reads the whole file; comments and empty lines are passed over.
  public init(_ bytes: [UInt8]) throws(Mistake) {
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw Mistake(line: 1, reason: "it begins with a byte order mark: save it without one")
    }
    var all: [AllowedSigner] = []
    for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      var scanner = SignerScanner(line.last == 13 ? line.dropLast() : line)
      do throws(SignerScanner.Fault) {
        if let signer = try scanner.signer(line: index + 1) { all.append(signer) }
      } catch {
        throw Mistake(line: index + 1, reason: error.reason)
      }
    }
    self.all = all
  }

  /// The line by which a key may sign a commit.
  ///
  /// - Parameter time: when the committer made it: seconds since 1970-01-01T00:00:00Z.
  /// - Throws: `.unlisted`, or why the last line with the key does not count.
  func signer(_ key: SSHKey, at time: Int64) throws(SignatureFault) -> AllowedSigner {
    var fault = SignatureFault.unlisted(key)
    for signer in all where signer.key == key && !signer.options.isAuthority {
      guard let found = signer.fault(at: time) else { return signer }
      fault = found
    }
    throw fault
  }

  /// Whether some line lets the certificates of a key sign.
  var hasAuthority: Bool { all.contains(where: \.options.isAuthority) }
}

extension AllowedSigner {
  /// Why it does not count for a commit made then; nil where it does.
  func fault(at time: Int64) -> SignatureFault? {
    if let namespaces = options.namespaces, !namespaces.contains(SignatureFault.namespace) {
      return .notForGit(self)
    }
    if let first = options.validAfter, time < first { return .notYet(self, since: first) }
    if let last = options.validBefore, time > last { return .expired(self, since: last) }
    return ownName == nil ? .nameless(self) : nil
  }
}
