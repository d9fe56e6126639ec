/// Why a key, an age file or a SOPS file could not be read or written.
///
/// Carries names of keys and recipients, never a value or a piece of one.
public struct SecretsError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Code: Equatable, Sendable {
    /// The file holds no SOPS metadata: it is plaintext, or of another format.
    case notEncrypted
    /// The file holds encrypted values and no SOPS metadata.
    case metadataMissing
    /// The file breaks its format; the text says how.
    case malformed(String)
    /// Valid, but of a kind converge does not open; the text says which and what would.
    case unsupported(String)
    /// A key file without any key, or no key given at all.
    case noKeyFound
    /// None of the identities opens the file. `recipients` are those listed in it, `own` those of
    /// the identities that were tried, `reasons` what was wrong with entries that were damaged.
    case noMatchingIdentity(recipients: [String], own: [String], reasons: [String])
    /// Too few key groups could be opened.
    case tooFewKeyGroups(opened: Int, needed: Int, own: [String])
    /// The value of `key` was changed, moved from another key, or encrypted for another file.
    case valueTampered(key: String)
    /// Values were changed, removed, added or reordered after encryption.
    case macMismatch
    /// Git could not merge two versions, and left both in the file, with marks between them.
    case mergeConflict(SopsFormat)
  }

  /// What went wrong.
  public let code: Code
  /// The file, where the caller named one.
  public let file: String?
  /// The line, from 1, where there is one.
  public let line: Int?

  init(_ code: Code, file: String? = nil, line: Int? = nil) {
    self.code = code
    self.file = file
    self.line = line
  }

  /// The same error in a named file, for callers that know the path.
  public func inFile(_ name: String) -> SecretsError {
    SecretsError(code, file: name, line: line)
  }
}

extension SecretsError: CustomStringConvertible {
  /// `file:line: what is wrong and what to do next`, in lower case.
  public var description: String { place + explanation }

  private var place: String {
    switch (file, line) {
    case (let file?, let line?): "\(file):\(line): "
    case (let file?, nil): "\(file): "
    case (nil, let line?): "line \(line): "
    case (nil, nil): ""
    }
  }

  /// What is wrong and what to do next, without the place.
  public var reason: String { explanation }

  private var explanation: String {
    switch code {
    case .notEncrypted:
      "no sops metadata: the file is not encrypted; encrypt it, or name it without .secret"
    case .metadataMissing:
      "its sops metadata is missing: the file is cut off, or was merged wrongly; restore it from "
        + "an older commit"
    case .malformed(let what): what
    case .unsupported(let what): what
    case .noKeyFound: "no age key in it: a key is a line that starts with AGE-SECRET-KEY-1"
    case .noMatchingIdentity(let recipients, let own, let reasons):
      Self.noMatch(recipients, own, reasons)
    case .tooFewKeyGroups(let opened, let needed, let own):
      "only \(opened) of the \(needed) key groups needed could be opened"
        + Self.advice(own)
    case .valueTampered(let key):
      "the value of \(key) was changed, moved or encrypted elsewhere: \(Self.restoring)"
    case .macMismatch:
      "values were changed, removed, added or reordered after encryption (mac mismatch): "
        + Self.restoring
    case .mergeConflict:
      "has merge conflicts, which no editor can solve in an encrypted file: take one side, then "
        + "set what the other side changed"
    }
  }

  private static let restoring =
    "restore the file from an older commit; if it was merged by hand, take one side whole, then "
    + "set what the other side changed"

  private static func noMatch(
    _ recipients: [String], _ own: [String], _ reasons: [String]
  ) -> String {
    let listed = recipients.isEmpty ? "nobody" : shortened(recipients, most: 5, ", ")
    let damage = reasons.isEmpty ? "" : " (\(shortened(reasons, most: 3, "; ")))"
    guard !own.isEmpty else { return "encrypted to \(listed)\(damage): no age key was given" }
    // who can open it stands at the end, where the advice needs them
    return "none of the keys at hand opens it (yours: \(own.joined(separator: ", ")))"
      + "\(damage)\(advice(own)): one of \(listed)"
  }

  /// The first of many, each cut.
  private static func shortened(_ all: [String], most: Int, _ separator: String) -> String {
    var shown = all.prefix(most).map { ByteText.printable(Array($0.utf8), limit: 120) }
    if all.count > most { shown.append("and \(all.count - most) more") }
    return shown.joined(separator: separator)
  }

  private static func advice(_ own: [String]) -> String {
    guard !own.isEmpty else { return ": no age key was given" }
    return ": somebody who can open it adds \(own.joined(separator: ", ")) to .sops.yaml and runs "
      + "converge secrets update-keys"
  }
}
