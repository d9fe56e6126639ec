internal import Crypto

/// How a file's data key is found and given away (section 5).
enum SopsDataKey {
  static let size = 32

  private typealias Damage = (recipient: String, reason: String, line: Int?)

  /// The key of a file, from its one group or from enough of several.
  static func open(
    _ metadata: SopsMetadata, with identities: [Identity]
  ) throws(SecretsError) -> SecretBytes {
    let key =
      metadata.groups.count == 1
      ? try single(metadata.groups[0], identities) : try shared(metadata, identities)
    guard key.count == size else {
      throw SecretsError(.malformed("the data key is \(key.count) bytes long, expected \(size)"))
    }
    return key
  }

  /// The key groups in which the recipients find the key: each recipient of a single group, and
  /// `threshold` of several groups together.
  ///
  /// - Throws: `malformed` for a recipient that cannot be encrypted to, or an impossible threshold.
  static func seal(
    _ key: borrowing SecretBytes, to groups: [[Recipient]], threshold: Int
  ) throws(SecretsError) -> [SopsMetadata.KeyGroup] {
    guard groups.count > 1 else {
      return [try group(key, to: groups.first ?? [])]
    }
    guard (2...groups.count).contains(threshold), groups.count < 256 else {
      throw SecretsError(
        .malformed("a threshold of \(threshold) among \(groups.count) key groups is impossible"))
    }
    let shares = Shamir.split(key, into: groups.count, threshold: threshold)
    var result: [SopsMetadata.KeyGroup] = []
    for (share, recipients) in zip(shares, groups) {
      result.append(try group(share.bytes, to: recipients))
    }
    return result
  }

  private static func group(
    _ part: borrowing SecretBytes, to recipients: [Recipient]
  ) throws(SecretsError) -> SopsMetadata.KeyGroup {
    guard !recipients.isEmpty else { throw SecretsError(.malformed("no recipient given")) }
    var group = SopsMetadata.KeyGroup()
    for recipient in recipients where !group.recipients.contains(recipient.description) {
      let file = try seal(part, to: recipient)
      group.age.append(.init(recipient: recipient.description, file: file))
    }
    return group
  }

  /// The age file in which a recipient finds the key.
  private static func seal(
    _ key: borrowing SecretBytes, to recipient: Recipient
  ) throws(SecretsError) -> [UInt8] {
    do throws(AgeError) {
      return try AgeFile.encrypt(key, to: [recipient])
    } catch {
      throw SecretsError(.malformed("\(recipient): \(error.reason)"))
    }
  }

  private static func single(
    _ group: SopsMetadata.KeyGroup, _ identities: [Identity]
  ) throws(SecretsError) -> SecretBytes {
    var damage: [Damage] = []
    if let key = part(of: group, identities, &damage) { return key }
    throw noMatch(group.recipients, identities, damage)
  }

  private static func shared(
    _ metadata: SopsMetadata, _ identities: [Identity]
  ) throws(SecretsError) -> SecretBytes {
    var shares: [Shamir.Share] = []
    var damage: [Damage] = []
    for group in metadata.groups {
      if let share = part(of: group, identities, &damage) { shares.append(Shamir.Share(share)) }
    }
    guard !shares.isEmpty else {
      throw noMatch(metadata.groups.flatMap(\.recipients), identities, damage)
    }
    let needed = max(2, metadata.threshold)
    guard shares.count >= needed else {
      throw SecretsError(
        .tooFewKeyGroups(opened: shares.count, needed: needed, own: own(identities)))
    }
    guard let key = Shamir.combine(shares) else {
      throw SecretsError(.malformed("the parts of the data key do not belong together"))
    }
    return key
  }

  /// What the first entry that opens holds; a damaged entry does not hide a good one.
  private static func part(
    of group: SopsMetadata.KeyGroup, _ identities: [Identity], _ damage: inout [Damage]
  ) -> SecretBytes? {
    for entry in group.age {
      guard !entry.file.isEmpty else {
        damage.append((entry.recipient, "its enc is missing or empty", entry.line))
        continue
      }
      do throws(AgeError) {
        return try AgeFile.decrypt(entry.file, armored: true, with: identities)
      } catch {
        let line = error.isDamage ? entry.line : nil
        if error != .noMatch { damage.append((entry.recipient, error.shortReason, line)) }
      }
    }
    return nil
  }

  /// An entry that names one of our own keys and does not open is damaged, not somebody else's.
  private static func noMatch(
    _ recipients: [String], _ identities: [Identity], _ damage: [Damage]
  ) -> SecretsError {
    let own = own(identities)
    if let (recipient, reason, line) = damage.first(where: { own.contains($0.recipient) }) {
      let what = "the data key for \(recipient): \(reason): restore the file from an older commit, "
      return SecretsError(.malformed(what + "or run converge secrets update-keys"), line: line)
    }
    let reasons = damage.map { damage in
      let recipient = ByteText.printable(Array(damage.recipient.utf8), limit: 20)
      return "\(recipient): \(damage.reason)"
    }
    return SecretsError(
      .noMatchingIdentity(recipients: recipients, own: own, reasons: reasons),
      line: damage.lazy.compactMap(\.line).first)
  }

  private static func own(_ identities: [Identity]) -> [String] {
    identities.map(\.recipient.description)
  }
}
