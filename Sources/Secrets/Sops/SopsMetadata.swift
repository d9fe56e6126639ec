/// What a SOPS file says about itself (section 1, "Fields").
struct SopsMetadata {
  /// The keys that each open the same part of the data key.
  struct KeyGroup {
    /// One age recipient: its name, which nothing depends on, and its armored age file.
    struct AgeKey {
      let recipient: String
      let file: [UInt8]
    }

    var age: [AgeKey] = []
    /// Kinds of keys that converge does not open.
    var others: [String] = []

    /// Who is listed, for messages.
    var recipients: [String] { age.map(\.recipient) + others }
    var isEmpty: Bool { age.isEmpty && others.isEmpty }
  }

  private static let otherKinds = [
    ("pgp", "a pgp key"), ("kms", "an aws kms key"), ("gcp_kms", "a gcp kms key"),
    ("hckms", "a huawei kms key"), ("azure_kv", "an azure key vault key"),
    ("hc_vault", "a vault key"),
  ]

  let groups: [KeyGroup]
  let threshold: Int
  let mac: [UInt8]
  /// As it enters the MAC's additional data.
  let lastModified: String
  let macOnlyEncrypted: Bool
  let rule: SopsRule

  /// Reads and checks the metadata of a file.
  init(_ root: SopsNode) throws(SecretsError) {
    groups = try Self.groups(root)
    threshold = try Self.integer(root, "shamir_threshold")
    mac = try Self.bytes(root, "mac")
    lastModified = try Self.lastModified(root)
    macOnlyEncrypted = try Self.boolean(root, "mac_only_encrypted")
    rule = try SopsRule(root)
    try Self.checkVersion(root)
  }

  /// A leaf's value; empty where there is none.
  static func bytes(_ node: SopsNode, _ name: String) throws(SecretsError) -> [UInt8] {
    guard let child = node.fields[name] else { return [] }
    guard let value = child.value else { throw malformed("sops_\(name) is no text", child.line) }
    return value
  }

  static func malformed(_ what: String, _ line: Int?) -> SecretsError {
    SecretsError(.malformed(what), line: line)
  }

  private static func text(_ node: SopsNode, _ name: String) throws(SecretsError) -> String {
    String(decoding: try bytes(node, name), as: UTF8.self)
  }

  private static func groups(_ root: SopsNode) throws(SecretsError) -> [KeyGroup] {
    let single = try group(root)
    if !single.isEmpty { return [single] }
    var groups: [KeyGroup] = []
    for node in try list(root, "key_groups") { groups.append(try group(node)) }
    guard !groups.isEmpty else { throw malformed("no keys in the sops metadata", nil) }
    return groups
  }

  private static func group(_ node: SopsNode) throws(SecretsError) -> KeyGroup {
    var group = KeyGroup()
    for entry in try list(node, "age") {
      let recipient = ByteText.printable(try bytes(entry, "recipient"))
      group.age.append(.init(recipient: recipient, file: try bytes(entry, "enc")))
    }
    for (name, kind) in otherKinds {
      for _ in try list(node, name) { group.others.append(kind) }
    }
    return group
  }

  private static func list(_ node: SopsNode, _ name: String) throws(SecretsError) -> [SopsNode] {
    guard let child = node.fields[name] else { return [] }
    guard child.isList, child.items.allSatisfy({ $0.value == nil && !$0.isList }) else {
      throw malformed("sops_\(name) is no list of keys", child.line)
    }
    return child.items
  }

  private static func integer(_ node: SopsNode, _ name: String) throws(SecretsError) -> Int {
    let text = try text(node, name)
    if text.isEmpty { return 0 }
    guard let number = Int(text), number >= 0 else {
      throw malformed("sops_\(name) is no number", node.fields[name]?.line)
    }
    return number
  }

  private static func boolean(_ node: SopsNode, _ name: String) throws(SecretsError) -> Bool {
    let text = try text(node, name)
    guard let value = text.isEmpty ? false : SopsValue.boolean(text) else {
      throw malformed("sops_\(name) is neither true nor false", node.fields[name]?.line)
    }
    return value
  }

  private static func lastModified(_ root: SopsNode) throws(SecretsError) -> String {
    guard let time = Timestamp(try text(root, "lastmodified"), strict: false) else {
      let line = root.fields["lastmodified"]?.line
      throw malformed("sops_lastmodified is missing or no time: the file may be cut off", line)
    }
    return time.seconds
  }

  /// The command line of sops wants three numbers, so a file without them was not made by it.
  private static func checkVersion(_ root: SopsNode) throws(SecretsError) {
    let text = try text(root, "version")
    let core = text.prefix { $0 != "-" && $0 != "+" }
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3,
      numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else {
      throw malformed(
        "sops_version is missing or not of the form 3.9.0", root.fields["version"]?.line)
    }
  }
}
