internal import Crypto

/// Reads one line of a file of allowed signers.
struct SignerScanner {
  struct Fault: Error {
    let reason: String
  }

  private static let quote = UInt8(ascii: "\"")
  private var rest: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) { rest = line }

  /// - Returns: nil for a comment or an empty line.
  mutating func signer(line: Int) throws(Fault) -> AllowedSigner? {
    skipBlanks()
    if rest.isEmpty || rest.first == UInt8(ascii: "#") { return nil }
    let principals = try principals()
    var options = SignerOptions()
    if key() == nil { options = try self.options() }
    guard let key = key() else {
      throw Fault(reason: "no public key: expected NAME ssh-ed25519 AAAA..., as in a .pub file")
    }
    return AllowedSigner(
      line: line, principals: String(decoding: principals, as: UTF8.self), key: key,
      options: options)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  private mutating func skipBlanks() { rest = rest.drop(while: SignerScanner.isBlank) }

  /// The first word; quotes around it let it hold blanks.
  private mutating func principals() throws(Fault) -> [UInt8] {
    let word: ArraySlice<UInt8>
    if rest.first == SignerScanner.quote {
      guard let end = rest.dropFirst().firstIndex(of: SignerScanner.quote) else {
        throw Fault(reason: "a quote without its end")
      }
      word = rest[..<end].dropFirst()
      rest = rest[end...].dropFirst()
    } else {
      word = rest.prefix { !SignerScanner.isBlank($0) }
      rest = rest.dropFirst(word.count)
    }
    skipBlanks()
    guard !word.isEmpty else { throw Fault(reason: "no name before the key") }
    return Array(word)
  }

  /// The key that stands here, whatever comment follows.
  private func key() -> SSHKey? {
    let words = rest.split(maxSplits: 2, whereSeparator: SignerScanner.isBlank)
    guard words.count > 1, let key = SSHKey(base64: Array(words[1])),
      words[0].elementsEqual(Array(key.type.utf8))
    else { return nil }
    return key
  }

  /// "namespaces="git",valid-before="20270101"", up to the blank behind it.
  private mutating func options() throws(Fault) -> SignerOptions {
    var options = SignerOptions()
    while true {
      let name = rest.prefix { !SignerScanner.isBlank($0) && $0 != 44 && $0 != 61 }
      rest = rest.dropFirst(name.count)
      try option(String(decoding: name, as: UTF8.self).lowercased(), &options)
      if rest.first == UInt8(ascii: ",") {
        rest = rest.dropFirst()
        continue
      }
      guard let next = rest.first, SignerScanner.isBlank(next) else {
        throw Fault(reason: "a key must follow behind a blank")
      }
      skipBlanks()
      if let first = options.validAfter, let last = options.validBefore, first >= last {
        throw Fault(reason: "valid-after is not before valid-before")
      }
      return options
    }
  }

  private mutating func option(_ name: String, _ options: inout SignerOptions) throws(Fault) {
    switch name {
    case "cert-authority": options.isAuthority = true
    case "namespaces":
      guard options.namespaces == nil else { throw Fault(reason: "namespaces stands there twice") }
      options.namespaces = PatternList(try value(of: name))
    case "valid-after":
      guard options.validAfter == nil else { throw Fault(reason: "valid-after stands there twice") }
      options.validAfter = try time(name)
    case "valid-before":
      guard options.validBefore == nil else {
        throw Fault(reason: "valid-before stands there twice")
      }
      options.validBefore = try time(name)
    default:
      throw Fault(
        reason: "neither a public key nor an option: expected NAME ssh-ed25519 AAAA..., with"
          + " cert-authority, namespaces=, valid-after= or valid-before= before the key")
    }
  }

  private mutating func time(_ name: String) throws(Fault) -> Int64 {
    guard let time = SignerTime.seconds(try value(of: name)) else {
      throw Fault(reason: "\(name) must be a time such as \"20270131\" or \"20270131235959Z\"")
    }
    return time
  }

  /// "="value"", in which `\"` is a quote.
  private mutating func value(of name: String) throws(Fault) -> [UInt8] {
    guard rest.starts(with: [UInt8(ascii: "="), SignerScanner.quote]) else {
      throw Fault(reason: "\(name) must be followed by =\"...\"")
    }
    rest = rest.dropFirst(2)
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == SignerScanner.quote { return value }
      let isEscape = byte == UInt8(ascii: "\\") && rest.first == SignerScanner.quote
      value.append(isEscape ? rest.removeFirst() : byte)
    }
    throw Fault(reason: "a quote without its end")
  }
}
