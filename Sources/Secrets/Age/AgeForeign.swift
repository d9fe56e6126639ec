/// Recipient types that are known and not opened here.
enum AgeForeign {
  private static let advice =
    "not supported yet; add an age1... or an ssh-ed25519 recipient to the file"

  private static let types: [(type: String, name: String)] = [
    ("mlkem768x25519", "post-quantum recipient"),
    ("ssh-rsa", "ssh-rsa recipient"),
    ("p256tag", "tagged recipient"),
    ("mlkem768p256tag", "tagged post-quantum recipient"),
    ("piv-p256", "age plugin recipient of a YubiKey or a Secure Enclave"),
    ("tpm-ecc", "age plugin recipient of a TPM"),
    ("fido2-hmac", "age plugin recipient of a FIDO2 token"),
  ]

  /// What to tell where nothing opened a header: the first stanza of a known type; nil where all
  /// are of unknown types or of those that are opened here.
  static func reason(_ header: AgeHeader) -> String? {
    for stanza in header.stanzas {
      if let known = types.first(where: { $0.type == stanza.type }) {
        let type = known.name.hasPrefix(known.type) ? "" : " (\(known.type))"
        return "\(known.name)\(type): \(advice)"
      }
    }
    return nil
  }
}
