/// Where age keys come from.
public enum KeySource: Hashable, Sendable {
  /// A key file that the configuration or a person names.
  case file(String)
  /// The key file that a variable of sops names.
  case fileVariable(String)
  /// A credential of the service (systemd.exec(5), LoadCredential=).
  case credential(String)
  /// Keys that stand in a variable.
  case variable(String)
  /// Keys that the command line in a variable prints.
  case command(variable: String)
  case standardInput

  private static let credentialPrefix = "credential:"

  /// What an entry of `age-keys` means where it is not a path: "credential:NAME".
  ///
  /// - Returns: the name, nil where it is a path.
  static func credentialName(_ entry: String) -> String? {
    entry.hasPrefix(credentialPrefix) ? String(entry.dropFirst(credentialPrefix.count)) : nil
  }

  /// The variables of sops that are set.
  ///
  /// - Parameter environment: the value of a variable.
  public static func variables(_ environment: (String) -> String?) -> [KeySource] {
    let known: [(String, (String) -> KeySource)] = [
      ("SOPS_AGE_KEY", { .variable($0) }), ("SOPS_AGE_KEY_FILE", { .fileVariable($0) }),
      ("SOPS_AGE_SSH_PRIVATE_KEY_FILE", { .fileVariable($0) }),
      ("SOPS_AGE_KEY_CMD", { .command(variable: $0) }),
      ("SOPS_AGE_SSH_PRIVATE_KEY_CMD", { .command(variable: $0) }),
    ]
    return known.filter { !(environment($0.0) ?? "").isEmpty }.map { $0.1($0.0) }
  }

  /// The files in which sops and ssh keep a person's keys, where they exist.
  ///
  /// - Parameters:
  ///   - environment: the value of a variable.
  ///   - exists: whether there is a file at a path.
  public static func personal(
    _ environment: (String) -> String?, exists: (String) -> Bool
  ) -> [KeySource] {
    guard let home = environment("HOME"), home.hasPrefix("/") else { return [] }
    let own = environment("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let files = ["\(own ?? "\(home)/.config")/sops/age/keys.txt", "\(home)/.ssh/id_ed25519"]
    return files.filter(exists).map { .file($0) }
  }
}

extension KeySource: CustomStringConvertible {
  /// What to call it in messages.
  public var description: String {
    switch self {
    case .file(let path): path
    case .fileVariable(let name), .variable(let name), .command(let name): name
    case .credential(let name): "credential:\(name)"
    case .standardInput: "standard input"
    }
  }
}
