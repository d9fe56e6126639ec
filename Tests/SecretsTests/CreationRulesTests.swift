import Testing

@testable import Secrets

private let a = "age1cewrwqejsdz508sqr5xrk8u7ksz39vk02vja7fugevukyfjg799qqh4cj3"
private let b = "age1wl0huudk23kk6acrvjwu9dktvgfj0r3qu8zvu88czfgqe7zjtcxqjkzdyy"
private let c = "age1vp3ykm6y3ed58flmlu994755j7ntuphtqeu4mqh7gkh9s8ddhyvq7mrcuy"

/// A file, a path and whom it is encrypted to.
private struct Found: Sendable {
  let name: String
  let text: String
  var path = "stacks/web/db.secret.env"
  let groups: [[String]]
  var threshold = 0
}

private let found: [Found] = [
  Found(name: "one", text: "creation_rules: [{age: \(a)}]", groups: [[a]]),
  Found(
    name: "commas and folded lines",
    text: "creation_rules:\n  - age: >-\n      \(a),\n      \(b)\n",
    groups: [[a, b]]),
  Found(name: "a list", text: "creation_rules: [{age: [\(b), \(a)]}]", groups: [[b, a]]),
  Found(
    name: "each once", text: "creation_rules: [{age: ['\(b), \(a)', \(b)]}]", groups: [[b, a]]),
  Found(
    name: "the first match",
    text: """
      creation_rules:
        - {path_regex: '\\.secret\\.yaml$', age: \(a)}
        - {path_regex: '^stacks/(web|db)/', age: \(b)}
        - {age: \(c)}
      """, groups: [[b]]),
  Found(
    name: "no path_regex matches all", text: "creation_rules: [{path_regex: x}, {age: \(c)}]",
    groups: [[c]]),
  Found(
    name: "anchors, whatever their key",
    text: """
      keys:
        - &admin \(a)
        - &host \(b)
      creation_rules:
        - path_regex: .*
          key_groups:
            - age: [*admin, *host]
      """, groups: [[a, b]]),
  Found(
    name: "merge keys",
    text: "base: &base {age: \(a)}\ncreation_rules:\n  - <<: *base\n    path_regex: env$\n",
    groups: [[a]]),
  Found(
    name: "all groups where nothing is said",
    text: "creation_rules: [{key_groups: [{age: [\(a)]}, {age: [\(b), \(c)]}]}]",
    groups: [[a], [b, c]], threshold: 2),
  Found(
    name: "a threshold",
    text: """
      creation_rules:
        - shamir_threshold: 2
          key_groups: [{age: [\(a)]}, {age: [\(b)]}, {merge: [{age: [\(c)]}, {age: [\(a)]}]}]
      """, groups: [[a], [b], [c, a]], threshold: 2),
  Found(
    name: "what concerns others",
    text: """
      stores: {yaml: {indent: 2}}
      destination_rules: [{path_regex: s3, s3_bucket: x}]
      creation_rules:
        - {path_regex: prod, pgp: 85D77543B3D624B63CEA9E6DBC17301B491B3F21}
        - {age: \(a), pgp: '', kms: [], aws_profile: x}
      """, groups: [[a]]),
]

/// A file and what is wrong with it.
private struct Wrong: Sendable {
  let text: String
  let message: String
}

private let wrong: [Wrong] = [
  Wrong(text: "", message: "f:1: no creation_rules: nothing says whom files are encrypted to"),
  Wrong(text: "creation_rule: []", message: "f:1: no creation_rules"),
  Wrong(text: "\ncreation_rules: x", message: "f:2: creation_rules must be a list, not a string"),
  Wrong(text: "creation_rules:\n  - x", message: "f:2: must be a mapping (key: value)"),
  Wrong(
    text: "creation_rules:\n  - path_regexp: x\n    age: \(a)",
    message: "f:2: unknown key \"path_regexp\"; did you mean path_regex?"),
  Wrong(text: "creation_rules: [{path_regex: '('}]", message: "f:1: path_regex: "),
  Wrong(
    text: "creation_rules:\n  - age: \(a)\n    encrypted_regex: x\n    encrypted_suffix: y",
    message: "f:3: encrypted_suffix and encrypted_regex exclude each other: keep one"),
  Wrong(
    text: "creation_rules: [{age: {x: y}}]",
    message: "f:1: age must be a list of recipients, not a mapping"),
  Wrong(
    text: "creation_rules: [{key_groups: [{age: \(a)}]}]",
    message: "f:1: age must be a list of recipients, not a string"),
  Wrong(
    text: "creation_rules: [{age: \(a), key_groups: [{age: [\(a)]}]}]",
    message: "f:1: sops passes over age beside key_groups: move it into a group"),
  Wrong(text: "a: *b", message: "f:1: no anchor of that name above this alias"),
  Wrong(
    text: "creation_rules: [{shamir_threshold: two}]",
    message: "f:1: shamir_threshold must be a whole number"),
]

/// A file whose first rule cannot be written.
private let unwritable: [Wrong] = [
  Wrong(text: "creation_rules:\n  - {}", message: "f:2: no age recipient in this rule"),
  Wrong(
    text: "creation_rules:\n  - age: \(a)\n    pgp: 85D77543\n",
    message: "f:3: pgp: converge writes files for age keys only"),
  Wrong(
    text: "creation_rules:\n  - key_groups:\n    - age: [\(a)]\n    - kms: [{arn: x}]\n",
    message: "f:4: kms: converge writes files for age keys only"),
  Wrong(
    text: "creation_rules:\n  - age:\n      - \(a)\n      - age1typo\n",
    message: "f:4: not an age recipient"),
  Wrong(
    text:
      "creation_rules:\n  - shamir_threshold: 3\n    key_groups: [{age: [\(a)]}, {age: [\(b)]}]",
    message: "f:2: shamir_threshold must be from 2 to 2"),
]

@Suite("The creation rules of a .sops.yaml")
struct CreationRulesTests {
  private func rules(_ text: String) throws -> CreationRules {
    try CreationRules(Array(text.utf8), named: "f")
  }

  @Test("say whom a file is encrypted to", arguments: found)
  fileprivate func recipients(_ found: Found) throws {
    let terms = try #require(try rules(found.text).terms(for: found.path))
    #expect(terms.groups.map { $0.map(\.description) } == found.groups, "\(found.name)")
    #expect(terms.threshold == found.threshold)
    #expect(terms.rule.name == "unencrypted_suffix" && !terms.macOnlyEncrypted)
  }

  @Test("say nothing where none matches") func none() throws {
    #expect(try rules("creation_rules: []").terms(for: "a") == nil)
    #expect(try rules("creation_rules: [{path_regex: ^b, age: \(a)}]").terms(for: "a") == nil)
  }

  @Test("name the rule of a file", arguments: SopsRule.names)
  func rule(_ name: String) throws {
    let text = "creation_rules: [{age: \(a), \(name): ^(a|b)$, mac_only_encrypted: true}]"
    let terms = try #require(try rules(text).terms(for: "a"))
    #expect(terms.rule.name == name && terms.macOnlyEncrypted)
    #expect(String(decoding: terms.rule.text, as: UTF8.self) == "^(a|b)$")
  }

  @Test("are refused with the line", arguments: wrong)
  fileprivate func refused(_ wrong: Wrong) {
    do {
      _ = try CreationRules(Array(wrong.text.utf8), named: "f")
      Issue.record("taken: \(wrong.text)")
    } catch {
      #expect(error.all.first?.description.hasPrefix(wrong.message) == true, "\(error)")
    }
  }

  @Test("are refused for a file they cannot be followed for", arguments: unwritable)
  fileprivate func unwritten(_ wrong: Wrong) throws {
    let rules = try rules(wrong.text)
    do throws(SecretsError) {
      _ = try rules.terms(for: "a")
      Issue.record("taken: \(wrong.text)")
    } catch {
      #expect(error.description.hasPrefix(wrong.message), "\(error)")
    }
  }
}
