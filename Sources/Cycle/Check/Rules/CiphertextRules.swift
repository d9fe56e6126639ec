/// Whether ciphertext would reach a container in place of a value: encrypted-value.
enum CiphertextRules {
  /// - Parameter read: the bytes of a Compose file.
  static func findings(in tree: CheckedTree) -> [Finding] {
    let plain = tree.environment.sorted { $0.key < $1.key }.flatMap { path, file in
      file.encrypted.map { line, key in
        Finding(
          .encryptedValue, path, line: line,
          "\(key.map { "the value of \($0)" } ?? "a text") is encrypted, and nothing decrypts it "
            + "here: move it to a .secret.env file"
        ).about(key: key, stack: SecretName.stack(of: path))
      }
    }
    let stacks = tree.stacks.values.sorted { $0.name < $1.name }
    return plain + stacks.flatMap { stack in named(by: stack, tree) }
  }

  private static func named(by stack: CheckedStack, _ tree: CheckedTree) -> [Finding] {
    stack.project.files.flatMap { file in
      file.text.encrypted.map { line in
        Finding(
          .encryptedValue, file.path, line: line,
          "a text is encrypted, and nothing decrypts it here: move it to a .secret file")
      }
        + (file.text.environmentFiles + file.text.content).compactMap { place in
          guard let path = encrypted(place.text, file, stack, tree) else { return nil }
          let name = SecretName.name(of: path)
          return Finding(
            .encryptedValue, file.path, line: place.line,
            "names \(path), which stays encrypted: name .decrypted.\(name) beside it instead")
        }
    }.map { $0.about(stack: stack.name) }
  }

  /// The encrypted file that a text names, alone or before a colon.
  private static func encrypted(
    _ text: String, _ file: ComposeFamily.File, _ stack: CheckedStack, _ tree: CheckedTree
  ) -> String? {
    for part in [text] + text.split(whereSeparator: { $0 == ":" || $0 == "=" }).map(String.init) {
      for folder in [file.folder, "stacks/\(stack.name)"] {
        if let path = RepositoryPath.resolve(part, from: folder), tree.secrets[path] != nil {
          return path
        }
      }
    }
    return nil
  }
}
