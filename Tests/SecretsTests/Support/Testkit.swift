import Glibc
import Testing

@testable import Secrets

/// One file of the C2SP age test suite: header lines, an empty line, the age file.
struct TestkitCase: Sendable, CustomTestStringConvertible {
  static let folder = Files.shared + "/vectors/age-testkit"
  static let names = Files.names(in: folder)
  static let missing: Comment = "no vectors/age-testkit in CONVERGE_SHARED or ../shared"

  static let all: [TestkitCase] = names.compactMap { try? TestkitCase($0) }
  /// Those that X25519 identities decide.
  static let ordinary = all.filter { $0.passphrases.isEmpty && !$0.isHybrid }
  /// Those with passphrases.
  static let scrypt = all.filter { !$0.passphrases.isEmpty }
  /// Those with post-quantum keys.
  static let hybrid = all.filter(\.isHybrid)

  let name: String
  private let fields: [String: [String]]
  private let body: [UInt8]

  init(_ name: String) throws {
    self.name = name
    let bytes = try Files.read("\(Self.folder)/\(name)")
    var fields: [String: [String]] = [:]
    var start = 0
    while let end = bytes[start...].firstIndex(of: 10), end > start {
      let line = String(decoding: bytes[start..<end], as: UTF8.self)
      if let colon = line.range(of: ": ") {
        fields[String(line[..<colon.lowerBound]), default: []]
          .append(String(line[colon.upperBound...]))
      }
      start = end + 1
    }
    self.fields = fields
    body = Array(bytes[(start + 1)...])
  }

  var testDescription: String { name }
  var expectation: String { fields["expect"]?.first ?? "" }
  var payload: String { fields["payload"]?.first ?? "" }
  var isArmored: Bool { fields["armored"] == ["yes"] }
  var identityTexts: [String] { fields["identity"] ?? [] }
  var isCompressed: Bool { fields["compressed"] != nil }

  var passphrases: [String] { fields["passphrase"] ?? [] }

  private var isHybrid: Bool { identityTexts.contains { $0.hasPrefix("AGE-SECRET-KEY-PQ-") } }

  /// The age file itself; nil where it is compressed and this system has no zlib.
  var file: [UInt8]? { isCompressed ? Zlib.inflate(body) : body }
}

/// The system's zlib, which libgit2 brings along; loaded, so that no target links it.
enum Zlib {
  private typealias Uncompress =
    @convention(c) (
      UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt>, UnsafePointer<UInt8>, UInt
    ) -> Int32

  static let isPresent = dlopen("libz.so.1", RTLD_NOW) != nil

  static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
    guard let library = dlopen("libz.so.1", RTLD_NOW), let symbol = dlsym(library, "uncompress")
    else { return nil }
    let uncompress = unsafeBitCast(symbol, to: Uncompress.self)
    var size = UInt(32 << 20)
    var output = [UInt8](repeating: 0, count: Int(size))
    guard uncompress(&output, &size, bytes, UInt(bytes.count)) == 0 else { return nil }
    return Array(output[..<Int(size)])
  }
}

extension String {
  fileprivate func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
