import FoundationEssentials
import Testing

@testable import Secrets

/// One case of the SOPS vectors.
struct SopsCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let format: String
  let file: String?
  let key: String?
  let rc: Int?
  let expected: String?
  let plain: String?
  let encryptedWithError: Int?
  /// The command that made it.
  let made: String?

  enum CodingKeys: String, CodingKey {
    case name, format, file, key, rc, expected, plain, made
    case encryptedWithError = "encrypt_rc"
  }

  var madeBy: String { made ?? "" }

  var testDescription: String { name }

  static let all = load("manifest.json")
  static let tampered = load("tampered.json")

  /// What only other keys than X25519 open.
  static let foreign: Set<String> = [
    "32-pq-recipient", "33-pq-and-x25519-by-pq", "34-ssh-ed25519", "61-rotated-rm-a-add-pq",
  ]

  private static func load(_ name: String) -> [SopsCase] {
    guard let bytes = try? Files.read("\(Files.vectors)/\(name)"),
      let cases = try? JSONDecoder().decode([SopsCase].self, from: Data(bytes))
    else { return [] }
    return cases
  }

  /// What converge keeps such files as; nil for ini.
  var kept: SopsFormat? { SopsFormat(rawValue: format) }

  /// What `sops -d` would print.
  func decrypted(with identities: [Identity]) throws -> [UInt8] {
    try Sops.decrypt(try contents(), as: try #require(kept), with: identities)
  }

  func contents() throws -> [UInt8] {
    try Files.read("\(Files.vectors)/\(try #require(file))")
  }

  func expectedBytes() throws -> [UInt8] {
    try Files.read("\(Files.vectors)/\(try #require(expected))")
  }

  func identities() throws -> [Identity] { try Keys.named(try #require(key)) }
}

/// The published keys of the vectors.
enum Keys {
  static func named(_ name: String) throws -> [Identity] {
    try KeyFile.parse(Files.read("\(Files.vectors)/keys/\(name)"), named: name)
  }
}

/// The error that a call throws.
func failure(_ body: () throws -> Void) -> SecretsError? {
  do {
    try body()
    return nil
  } catch {
    return error as? SecretsError
  }
}
