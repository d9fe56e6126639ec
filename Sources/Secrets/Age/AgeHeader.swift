internal import Crypto

/// One recipient stanza of an age header.
struct AgeStanza: Equatable {
  /// The first argument names the type.
  let arguments: [[UInt8]]
  let body: [UInt8]

  var type: String { String(decoding: arguments[0], as: UTF8.self) }
}

/// The header of an age file (age specification, "Header").
struct AgeHeader {
  private static let version = Array("age-encryption.org/v1".utf8)
  private static let stanzaMark = Array("-> ".utf8)
  private static let macMark = Array("---".utf8)
  private static let columns = 64
  /// Bytes that a header may have: thousands of recipients. What is encrypted here are keys.
  static let maxSize = 1 << 20

  let stanzas: [AgeStanza]
  /// All bytes that the MAC covers: up to and with `---`.
  let authenticated: [UInt8]
  let mac: [UInt8]
  /// Length in bytes; the payload follows.
  let size: Int

  /// Reads the header at the start of `file`.
  init(_ file: [UInt8]) throws(AgeError) {
    var reader = LineReader(file)
    guard try reader.line().elementsEqual(Self.version) else { throw .header("not an age v1 file") }
    var stanzas: [AgeStanza] = []
    while true {
      let start = reader.position
      let line = try reader.line()
      if line.starts(with: Self.stanzaMark) {
        stanzas.append(try Self.stanza(line, &reader))
        continue
      }
      let mark = Self.macMark + [32]
      guard line.starts(with: mark),
        let mac = Base64.decode(Array(line.dropFirst(mark.count)), .none),
        mac.count == HMACSHA256.size
      else { throw .header("a line is neither a stanza nor the mac") }
      self.stanzas = stanzas
      self.mac = mac
      authenticated = Array(file[..<(start + Self.macMark.count)])
      size = reader.position
      return
    }
  }

  /// Whether the MAC was made with `fileKey`.
  func isAuthentic(_ fileKey: borrowing SecretBytes) -> Bool {
    ConstantTime.equal(Self.mac(of: authenticated, fileKey: fileKey), mac)
  }

  /// The bytes of a whole header.
  static func encode(_ stanzas: [AgeStanza], fileKey: borrowing SecretBytes) -> [UInt8] {
    var text = version + [10]
    for stanza in stanzas {
      text += stanzaMark + Array(stanza.arguments.joined(separator: [32])) + [10]
      let body = Base64.encode(stanza.body, .none)
      // A body that fills its last line is closed by an empty one.
      for start in stride(from: 0, through: body.count, by: columns) {
        text += body[start..<min(start + columns, body.count)] + [10]
      }
    }
    text += macMark
    return text + [32] + Base64.encode(mac(of: text, fileKey: fileKey), .none) + [10]
  }

  private static func mac(of header: [UInt8], fileKey: borrowing SecretBytes) -> [UInt8] {
    HMACSHA256.code(of: header, key: HKDFSHA256.key(from: fileKey, salt: [], info: "header"))
  }

  private static func stanza(
    _ line: ArraySlice<UInt8>, _ reader: inout LineReader
  ) throws(AgeError) -> AgeStanza {
    let arguments = line.dropFirst(stanzaMark.count)
      .split(separator: 32, omittingEmptySubsequences: false).map { Array($0) }
    guard arguments.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (33...126).contains($0) } }) else {
      throw .header("bad argument in a stanza")
    }
    var body: [UInt8] = []
    while true {
      let line = try reader.line()
      guard line.count <= columns, let decoded = Base64.decode(Array(line), .none) else {
        throw .header("bad body of a stanza")
      }
      body += decoded
      if line.count < columns { return AgeStanza(arguments: arguments, body: body) }
    }
  }
}

/// Lines that must end in LF.
private struct LineReader {
  private let bytes: [UInt8]
  private let limit: Int
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    limit = min(bytes.count, AgeHeader.maxSize)
  }

  mutating func line() throws(AgeError) -> ArraySlice<UInt8> {
    guard let end = ByteText.index(of: 10, in: bytes, from: position, to: limit) else {
      throw .header(limit < bytes.count ? "longer than \(limit >> 20) MiB" : "cut off")
    }
    defer { position = end + 1 }
    return bytes[position..<end]
  }
}
