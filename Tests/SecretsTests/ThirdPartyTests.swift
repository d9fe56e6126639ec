import Testing

@testable import Secrets

private let folder = Files.shared + "/vectors/third-party"

private struct ThirdParty: Sendable, CustomTestStringConvertible {
  let file: String
  let key: String
  let expected: String

  var testDescription: String { file }

  static let all: [ThirdParty] = [
    .init(
      file: "sops-age/tests/data/secret.enc.env", key: "sops-age/key.txt",
      expected: "secret=this is a secret\nanother_secret=7\n"),
    .init(
      file: "flux-kustomize-controller/testdata/sops/envs/env.env",
      key: "flux-kustomize-controller/testdata/sops/keys/age.txt", expected: "key=value\n"),
    .init(
      file: "flux-kustomize-controller/testdata/sops/component/env.env",
      key: "flux-kustomize-controller/testdata/sops/keys/age.txt", expected: "key=value\n"),
    .init(
      file: "flux-kustomize-controller/testdata/sops/remote/env.env",
      key: "flux-kustomize-controller/testdata/sops/keys/age.txt", expected: "key=value\n"),
  ]
}

@Suite(
  "SOPS dotenv files of other projects",
  .enabled(
    if: Files.exists(folder + "/sops-age/key.txt"),
    "no vectors/third-party in CONVERGE_SHARED or ../shared"))
struct ThirdPartyTests {
  private func identities(_ path: String) throws -> [Identity] {
    try KeyFile.parse(Files.read("\(folder)/\(path)"), named: path)
  }

  @Test("decrypt to their plaintext", arguments: ThirdParty.all)
  fileprivate func decrypt(vector: ThirdParty) throws {
    let file = try Files.read("\(folder)/\(vector.file)")
    let plaintext = try Sops.decrypt(file, as: .dotenv, with: identities(vector.key))
    #expect(String(decoding: plaintext, as: UTF8.self) == vector.expected)
  }

  @Test("decrypt to the file beside them (doco-cd)")
  func docoCD() throws {
    let file = try Files.read("\(folder)/doco-cd/encrypted.env")
    let plaintext = try Sops.decrypt(file, as: .dotenv, with: identities("doco-cd/age-key.txt"))
    let expected = try Files.read("\(folder)/doco-cd/unencrypted.env")
    #expect(SopsLines(plaintext) == SopsLines(expected))
  }

  @Test("an older file of the same project opens with the same key (sops-age)")
  func older() throws {
    let file = try Files.read("\(folder)/sops-age/src/data/da83fb6.secret.enc.env")
    let plaintext = try Sops.decrypt(file, as: .dotenv, with: identities("sops-age/key.txt"))
    #expect(plaintext.starts(with: Array("secret=".utf8)))
  }
}

/// The lines of a file; sops drops empty ones and adds a last line feed.
private struct SopsLines: Equatable {
  let lines: [[UInt8]]

  init(_ bytes: [UInt8]) { lines = bytes.split(separator: 10).map { Array($0) } }
}
