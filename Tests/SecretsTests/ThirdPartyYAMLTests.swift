import Testing

@testable import Secrets

private let folder = Files.shared + "/vectors/third-party"

/// A file, its key, and where its plaintext stands if it does.
private struct ThirdPartyYAML: Sendable, CustomTestStringConvertible {
  let file: String
  let key: String
  var plaintext: String?

  var testDescription: String { file }

  static let rops = [
    "age_encrypted_regex", "age_encrypted_suffix", "age_unencrypted_regex",
    "age_unencrypted_suffix", "age_mac_only_encrypted", "age_empty_value", "age_example",
  ].map { name in
    let path = "rops/sops_references/\(name)"
    return ThirdPartyYAML(
      file: path + ".yaml", key: "rops/key.txt", plaintext: path + "_plaintext.yaml")
  }

  static let others: [ThirdPartyYAML] = [
    .init(
      file: "doco-cd/encrypted.yaml", key: "doco-cd/age-key.txt",
      plaintext: "doco-cd/unencrypted.yaml"),
    .init(file: "helm-secrets/secrets.age.yaml", key: "helm-secrets/key.txt"),
    .init(file: "sops-nix/secrets.yaml", key: "sops-nix/age-keys.txt"),
    .init(file: "sops-age/tests/data/secret.enc.yaml", key: "sops-age/key.txt"),
    .init(
      file: "flux-kustomize-controller/testdata/sops/algorithms/age.yaml",
      key: "flux-kustomize-controller/testdata/sops/keys/age.txt"),
  ]
}

@Suite(
  "SOPS yaml files of other projects",
  .enabled(
    if: Files.exists(folder + "/sops-age/key.txt"),
    "no vectors/third-party in CONVERGE_SHARED or ../shared"))
struct ThirdPartyYAMLTests {
  @Test("decrypt to their plaintext", arguments: ThirdPartyYAML.rops + ThirdPartyYAML.others)
  fileprivate func decrypt(vector: ThirdPartyYAML) throws {
    let file = try Files.read("\(folder)/\(vector.file)")
    let identities = try KeyFile.parse(Files.read("\(folder)/\(vector.key)"), named: vector.key)
    let decrypted = try Sops.decrypt(file, as: .yaml, with: identities)
    let tree = try YAMLStore.read(decrypted)
    #expect(!tree.joined().isEmpty)
    guard let path = vector.plaintext else { return }
    let expected = try YAMLStore.read(Files.read("\(folder)/\(path)"))
    #expect(tree.count == expected.count)
    #expect(zip(tree, expected).allSatisfy { $0.hasSameValues(as: $1) })
  }
}
