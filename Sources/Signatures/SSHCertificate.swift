internal import Crypto
internal import Posix

/// What a certificate says of itself (PROTOCOL.certkeys of OpenSSH): to explain why it does not
/// count, never to let it count.
public struct SSHCertificate: Equatable {
  /// Why a certificate does not count.
  public enum Fault: Equatable, Sendable {
    /// It is of a host, not of a person.
    case ofHost
    /// The commit was made before the certificate counts, or after: seconds since
    /// 1970-01-01T00:00:00Z.
    case notYet(Int64)
    case expired(Int64)
    /// It names nobody.
    case nameless
    /// No line of the file lets certificates of this authority sign.
    case unlisted(SSHKey)
    /// The line of the authority has none of its names.
    case others([String], line: Int)
  }

  private let isOfHost: Bool
  private let principals: [[UInt8]]
  private let validAfter: Int64
  private let validBefore: Int64
  private let authority: SSHKey

  /// nil where it cannot be read.
  init?(_ key: SSHKey) {
    var reader = SSHReader(taking: key.wire)
    // the type, a nonce and what the key is made of
    for _ in 0..<(2 + SSHCertificate.parts(of: key.type)) { _ = reader.string() }
    guard reader.long() != nil, let kind = reader.number(), reader.string() != nil,
      let names = reader.string(), let after = reader.long(), let before = reader.long(),
      reader.string() != nil, reader.string() != nil, reader.string() != nil,
      let place = reader.string(), let authority = SSHKey(wire: reader.bytes(place))
    else { return nil }
    isOfHost = kind != 1
    (validAfter, validBefore) = (after, before)
    self.authority = authority
    var list = SSHReader(taking: reader.bytes(names))
    var principals: [[UInt8]] = []
    while !list.isAtEnd, let name = list.string() { principals.append(list.bytes(name)) }
    self.principals = principals
  }

  private static func parts(of type: String) -> Int {
    if type.hasPrefix("ssh-ed25519") { return 1 }
    if type.hasPrefix("sk-ecdsa") { return 3 }
    return type.hasPrefix("ssh-dss") ? 4 : 2
  }

  /// Why it does not count for a commit made then; nil where nothing is known against it.
  func fault(_ signers: AllowedSigners, at time: Int64) -> SignatureFault? {
    let lines = signers.all.filter { $0.options.isAuthority && $0.key == authority }
    if let own = ownFault(at: time, isListed: !lines.isEmpty) {
      return .certificate(authority, own)
    }
    for line in lines {
      if let fault = line.fault(at: time) { return fault }
      let list = PatternList(Array(line.principals.utf8))
      guard !principals.contains(where: list.contains) else { continue }
      let names = principals.prefix(3).map { String(decoding: $0, as: UTF8.self) }
      return .certificate(authority, .others(names, line: line.line))
    }
    return nil
  }

  private func ownFault(at time: Int64, isListed: Bool) -> Fault? {
    if isOfHost { return .ofHost }
    if time < validAfter { return .notYet(validAfter) }
    if time >= validBefore { return .expired(validBefore) }
    if !isListed { return .unlisted(authority) }
    return principals.isEmpty ? .nameless : nil
  }
}

extension SSHCertificate.Fault {
  /// As it follows on "it is signed by a certificate".
  ///
  /// - Parameter file: of the allowed signers.
  func words(_ file: String) -> String {
    switch self {
    case .ofHost: "that is made for a host, not for a person"
    case .notYet(let since):
      "that counts from \(WallClock.rfc3339(since)) on, and it was committed before"
    case .expired(let since):
      "that counted until \(WallClock.rfc3339(since)), and it was committed later"
    case .nameless: "that names nobody"
    case .unlisted(let key):
      "of the authority \(key.fingerprint), which \(file) does not list as cert-authority"
    case .others(let names, let line):
      "for \(names.joined(separator: ", ")), whom line \(line) of \(file) does not name"
    }
  }
}

extension SSHReader {
  /// A number of 64 bits, at most the greatest that is a time.
  fileprivate mutating func long() -> Int64? {
    guard let high = number(), let low = number() else { return nil }
    return Int64(clamping: UInt64(high) << 32 | UInt64(low))
  }
}
