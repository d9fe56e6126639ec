/// What a SOPS file says about itself (section 1, "Fields").
struct SopsMetadata {
  /// The keys that each open the same part of the data key.
  struct KeyGroup: Equatable {
    /// One age recipient: its name, which nothing depends on, and its armored age file.
    struct AgeKey: Equatable {
      let recipient: String
      let file: [UInt8]
      /// Where the age file begins, from 1.
      var line: Int?
    }

    var age: [AgeKey] = []
    /// Kinds of keys that converge does not open.
    var others: [String] = []

    /// Who is listed, for messages.
    var recipients: [String] { age.map(\.recipient) + others }
    var isEmpty: Bool { age.isEmpty && others.isEmpty }
  }

  /// The version of sops whose files these are; sops refuses files without one.
  static let version = "3.13.2"

  /// Recipients of a file at most, and its key groups.
  static let (recipientLimit, groupLimit) = (1000, 100)

  /// Bytes of a recipient at most: those of post-quantum keys have two thousand.
  private static let longestRecipient = 4096

  private static let otherKinds = [
    ("pgp", "a pgp key"), ("kms", "an aws kms key"), ("gcp_kms", "a gcp kms key"),
    ("hckms", "a huawei kms key"), ("azure_kv", "an azure key vault key"),
    ("hc_vault", "a vault key"),
  ]

  /// All fields as they were read: what is not known here is kept.
  private(set) var items: [SopsItem]
  private(set) var groups: [KeyGroup]
  private(set) var threshold: Int
  private(set) var mac: [UInt8]
  /// As it enters the MAC's additional data.
  private(set) var lastModified: String
  let macOnlyEncrypted: Bool
  let rule: SopsRule

  /// Reads and checks the metadata of a file.
  ///
  /// - Parameters:
  ///   - prefix: what messages put before names, see ``MetadataFields``.
  ///   - line: where the metadata begins.
  init(_ items: [SopsItem], prefix: String, line: Int? = nil) throws(SecretsError) {
    let fields = try MetadataFields(items, prefix: prefix, line: line)
    self.items = items
    groups = try Self.groups(fields)
    threshold = try fields.integer("shamir_threshold")
    mac = try fields.bytes("mac")
    macLine = fields.line("mac")
    lastModified = try Self.lastModified(fields)
    macOnlyEncrypted = try fields.boolean("mac_only_encrypted")
    rule = try SopsRule(fields)
    try Self.checkVersion(fields)
  }

  /// The metadata of a new file, without keys and MAC.
  ///
  /// - Parameter rule: nil for files with one value, which need none.
  init(rule: SopsRule?, macOnlyEncrypted: Bool) {
    items = rule.map { [.entry($0.name, text: String(decoding: $0.text, as: UTF8.self))] } ?? []
    if macOnlyEncrypted { items.append(.entry("mac_only_encrypted", .leaf(.boolean(true)))) }
    (groups, threshold, mac, lastModified) = ([], 0, [], "")
    self.macOnlyEncrypted = macOnlyEncrypted
    self.rule = rule ?? .standard
  }

  /// Where the MAC stands, or should stand, from 1.
  private(set) var macLine: Int?

  /// Replaces what the values are authenticated with.
  mutating func sign(mac: [UInt8], at time: String) {
    self.mac = mac
    lastModified = time
    set("mac", .leaf(.string(mac)))
    set("lastmodified", .leaf(.string(Array(time.utf8))))
    set("version", .leaf(.string(Array(Self.version.utf8))))
  }

  /// Replaces the age keys; keys of other kinds stay where they are.
  mutating func setGroups(_ new: [KeyGroup], threshold: Int) {
    let isSingle = new.count <= 1
    groups = new
    self.threshold = isSingle ? 0 : threshold
    set("age", isSingle ? Self.ageKeys(new.first?.age ?? []) : nil)
    set(
      "key_groups",
      isSingle
        ? nil
        : .list(
          new.map { group in
            SopsItem(
              label: .element,
              node: .branch([
                SopsItem(label: .key(Array("age".utf8)), node: Self.ageKeys(group.age))
              ]))
          }))
    set("shamir_threshold", isSingle ? nil : .leaf(.integer(threshold)))
  }

  private static func ageKeys(_ keys: [KeyGroup.AgeKey]) -> SopsNode {
    .list(
      keys.map { key in
        SopsItem(
          label: .element,
          node: .branch([
            SopsItem.entry("enc", .leaf(.string(key.file))),
            SopsItem.entry("recipient", text: key.recipient),
          ]))
      })
  }

  private mutating func set(_ name: String, _ node: SopsNode?) {
    let key = Array(name.utf8)
    items.removeAll { $0.key == key }
    if let node { items.append(SopsItem(label: .key(key), node: node)) }
  }

  /// The fields as sops writes them: sorted by name.
  var sorted: [SopsItem] {
    items.filter { !$0.isComment }.sorted {
      ($0.key ?? []).lexicographicallyPrecedes($1.key ?? [])
    }
  }

  private static func groups(_ fields: MetadataFields) throws(SecretsError) -> [KeyGroup] {
    let single = try group(fields)
    if !single.isEmpty { return [single] }
    var groups: [KeyGroup] = []
    var count = 0
    for inner in try fields.list("key_groups", limit: groupLimit) {
      groups.append(try group(inner))
      count += groups.last?.recipients.count ?? 0
      guard count <= recipientLimit else {
        throw fields.malformed("more than \(recipientLimit) recipients", inner.line)
      }
    }
    guard !groups.isEmpty else {
      throw fields.malformed("no keys in the sops metadata", fields.line)
    }
    return groups
  }

  private static func group(_ fields: MetadataFields) throws(SecretsError) -> KeyGroup {
    var group = KeyGroup()
    for entry in try fields.list("age", limit: recipientLimit) {
      let recipient = ByteText.printable(try entry.bytes("recipient"), limit: longestRecipient)
      group.age.append(
        .init(recipient: recipient, file: try entry.bytes("enc"), line: entry.line("enc")))
    }
    for (name, kind) in otherKinds {
      for _ in try fields.list(name, limit: recipientLimit) { group.others.append(kind) }
    }
    return group
  }

  private static func lastModified(_ fields: MetadataFields) throws(SecretsError) -> String {
    guard let time = Timestamp(try fields.text("lastmodified"), strict: false) else {
      throw fields.malformed(
        "\(fields.prefix)lastmodified is missing or no time: the file may be cut off",
        fields.line("lastmodified"))
    }
    return time.seconds
  }

  /// The command line of sops wants three numbers, so a file with others was not made by it. Some
  /// programs leave the version out; in a flat file that means that its end is missing.
  private static func checkVersion(_ fields: MetadataFields) throws(SecretsError) {
    let text = try fields.text("version")
    if fields.prefix != "sops_", !fields.has("version") { return }
    let core = text.prefix { $0 != "-" && $0 != "+" }
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3,
      numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else {
      throw fields.malformed(
        "\(fields.prefix)version is missing or not of the form 3.9.0", fields.line("version"))
    }
  }
}
