/// Why an age file was refused, in the classes of the age test suite.
enum AgeError: Error, Equatable {
  case armor(String)
  case header(String)
  case noMatch
  case noPassphrase
  case hmac
  case payload(String)
  case unsupported(String)

  /// Whether the file was cut off or changed; not where it is sound and of another kind.
  var isDamage: Bool {
    switch self {
    case .armor, .header, .hmac, .payload: true
    case .noMatch, .noPassphrase, .unsupported: false
    }
  }

  /// What is wrong, without the advice for a file of its own.
  var shortReason: String {
    guard case .unsupported = self else { return reason }
    return String(reason.prefix { $0 != ";" })
  }

  /// What is wrong, in lower case.
  var reason: String {
    switch self {
    case .armor(let what): "bad armor: \(what)"
    case .header(let what): "bad age header: \(what)"
    case .noMatch: "encrypted to somebody else"
    case .noPassphrase: "encrypted with a passphrase, and none was given"
    case .hmac: "age header was changed"
    case .payload(let what): "bad age payload: \(what)"
    case .unsupported(let what): what
    }
  }
}
