internal import Secrets

/// Which files of a working directory count though nobody has added them: all that a check looks at,
/// so that it never takes for missing what is only new. The data of applications, which may lie
/// there too, does not.
enum CheckedFile {
  /// What git matches the paths with.
  static let patterns = [
    SecretName.pattern, "global/*", "host/*", "stacks/*", CheckedRules.name,
    "*/\(CheckedRules.name)", "\(PublishedKeys.folder)/*",
  ]

  static func counts(_ path: String) -> Bool {
    let name = SecretName.name(of: path)
    return SecretName.isSecret(name) || CheckedHost.isKeyFile(path) || name == CheckedRules.name
      || [".env", ".yaml", ".yml"].contains(where: name.hasSuffix)
      || path.hasPrefix("\(PublishedKeys.folder)/")
  }
}
