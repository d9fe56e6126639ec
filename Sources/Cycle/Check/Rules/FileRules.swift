internal import Model

/// Whether the files that Compose files name are there, and those that are there are named: missing,
/// unused, declaration.
enum FileRules {
  static func findings(in tree: CheckedTree) -> [Finding] {
    let stacks = tree.stacks.values.sorted { $0.name < $1.name }
    return stacks.flatMap { stack in
      (missing(stack, tree) + settings(stack) + unused(stack, tree)).map {
        $0.about(stack: stack.name)
      }
    }
  }

  private static func missing(_ stack: CheckedStack, _ tree: CheckedTree) -> [Finding] {
    stack.plaintexts.compactMap { named in
      guard !named.sources.contains(where: { tree.secrets[$0] != nil }),
        let source = named.sources.first
      else { return nil }
      return Finding(
        .missing, named.file, line: named.line,
        "names .decrypted.\(SecretName.name(of: source)), and there is no encrypted file \(source): "
          + "add it, or mend the name")
    }
  }

  // MARK: x-converge

  private static func settings(_ stack: CheckedStack) -> [Finding] {
    stack.project.files.filter { stack.declared.composeFiles.contains($0.path) }.flatMap { file in
      guard let settings = file.text.settings else { return [Finding]() }
      return settings.problems.map { problem in
        Finding(.declaration, file.path, line: problem.line, "x-converge: \(problem.message)")
      }
        + settings.secrets.compactMap { name, line, access in
          refusal(stack.declared, name, access).map {
            Finding(.declaration, file.path, line: line, $0)
          }
        }
    }
  }

  private static func refusal(_ stack: Stack, _ name: String, _ access: SecretAccess) -> String? {
    do throws(Problem) {
      _ = try SecretRules.access(of: stack, [name: access])
      return nil
    } catch {
      return [error.message, error.hint].compactMap { $0 }.joined(separator: "; ")
    }
  }

  // MARK: named by nothing

  private static func unused(_ stack: CheckedStack, _ tree: CheckedTree) -> [Finding] {
    let users = Array(tree.stacks.values)
    guard users.allSatisfy(\.project.isComplete) else { return [] }
    return tree.sorted.compactMap { secret in
      guard SecretName.stack(of: secret.path) == stack.name,
        !SecretName.isEnvironment(secret.path), secret.sealed != nil,
        !users.contains(where: { $0.reaches(secret.path, own: $0.name == stack.name) })
      else { return nil }
      return Finding(
        .unused, secret.path,
        "no Compose file of \(stack.name) names .decrypted.\(SecretName.name(of: secret.path)): "
          + "name it there, or remove this file"
      ).warning
    }
  }
}

extension CheckedStack {
  /// Whether a container or an image may get an encrypted file's plaintext, or the file itself.
  ///
  /// - Parameter own: whether it lies in the stack's folder.
  fileprivate func reaches(_ path: String, own: Bool) -> Bool {
    let plaintext = SecretFile.plaintext(of: path)
    return reached.contains { place in
      place.isEmpty || place == path || place == plaintext || plaintext.hasPrefix("\(place)/")
    } || (own ? hasUnknownPlaces : secrets.contains(path))
  }
}
