internal import Crypto

/// How a file's data key is found and given away (section 5).
enum SopsDataKey {
  static let size = 32

  private typealias Damage = (recipient: String, reason: String)

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

  /// The age file in which `recipients` find the key.
  static func seal(
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
      do throws(AgeError) {
        return try AgeFile.decrypt(entry.file, armored: true, with: identities)
      } catch {
        if error != .noMatch { damage.append((entry.recipient, error.reason)) }
      }
    }
    return nil
  }

  /// An entry that names one of our own keys and does not open is damaged, not somebody else's.
  private static func noMatch(
    _ recipients: [String], _ identities: [Identity], _ damage: [Damage]
  ) -> SecretsError {
    let own = own(identities)
    if let (recipient, reason) = damage.first(where: { own.contains($0.recipient) }) {
      let advice = "restore the file from an older commit, or run sops updatekeys"
      return SecretsError(.malformed("the data key for \(recipient): \(reason): \(advice)"))
    }
    let reasons = damage.map { "\($0.recipient): \($0.reason)" }
    return SecretsError(.noMatchingIdentity(recipients: recipients, own: own, reasons: reasons))
  }

  private static func own(_ identities: [Identity]) -> [String] {
    identities.map(\.recipient.description)
  }
}
