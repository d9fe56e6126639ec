import Crypto
import Glibc
import TestSupport

import struct Posix.Descriptor

@testable import Signatures

/// Commits that git made, signed by throw-away keys of several types, and the file that lists them.
enum Samples {
  /// The folder of the samples.
  static let folder: String = {
    let parts = #filePath.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/") + "/Fixtures"
  }()

  static let file = "\(folder)/allowed_signers"
  static let hasKeygen = (try? run(["ssh-keygen", "-?"])) != nil
  static let environment = plainEnvironment.map { "\($0.key)=\($0.value)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    try Descriptor.open("\(folder)/\(name)").readAll()
  }

  static func commit(_ name: String) throws -> SignedCommit {
    SignedCommit(try bytes("\(name).commit"))
  }

  static func signers() throws -> AllowedSigners { try AllowedSigners(bytes("allowed_signers")) }

  /// The check by the samples' file, or by one with the text given.
  static func check(_ text: String? = nil, in folder: Folder? = nil) throws -> SignatureCheck {
    guard let text, let folder else { return SignatureCheck(try signers(), program: keygen(file)) }
    try write(text, to: folder["allowed"])
    return SignatureCheck(
      try AllowedSigners(Array(text.utf8)), program: keygen(folder["allowed"]))
  }

  static func keygen(_ file: String) -> KeygenProgram {
    KeygenProgram(file: file, environment: environment, stop: nil)
  }

  /// The armored signature of a commit.
  static func armor(_ name: String) throws -> [UInt8] {
    guard case .ssh(let text) = try commit(name).signature else { return [] }
    return text
  }

  /// The same without its armor.
  static func binary(_ name: String) throws -> [UInt8] {
    let lines = try armor(name).split(separator: 10).dropFirst().dropLast()
    return Base64.decode(Array(lines.joined()), .padded) ?? []
  }

  /// What `body` throws; nil where it does not.
  static func fault(_ body: () throws(SignatureFault) -> Void) -> SignatureFault? {
    do throws(SignatureFault) {
      try body()
      return nil
    } catch {
      return error
    }
  }
}

extension [UInt8] {
  /// With the first `old` in it replaced.
  func replacing(_ old: String, with new: String) -> [UInt8] {
    Array(String(decoding: self, as: UTF8.self).replacing(old, with: new, maxReplacements: 1).utf8)
  }
}
