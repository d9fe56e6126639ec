internal import Secrets

/// Whether people can open files whom nobody means: published-key, unknown-reader.
enum ReaderRules {
  /// - Parameter own: of the keys at hand; none where it is not known who looks.
  static func findings(in tree: CheckedTree, own: [Recipient]) -> [Finding] {
    published(tree) + (own.isEmpty ? [] : unknown(tree, Set(own.map { plain("\($0)") })))
  }

  private static func plain(_ text: String) -> String { RecipientText.plain(text) }

  // MARK: published-key

  private static func published(_ tree: CheckedTree) -> [Finding] {
    if tree.isExample { return [example(tree)] }
    let known = PublishedKeys.recipients
    let rules = tree.rules.filter { known.contains($0.text) }.map { recipient in
      Finding(
        .publishedKey, recipient.file, line: recipient.line,
        "\(words(recipient.text)): put your own in its place (converge secrets keygen makes one, "
          + "converge secrets recipients prints those at hand)")
    }
    let hosts = tree.hosts.flatMap { host in
      host.recipients.filter(known.contains).map { key in
        Finding(
          .publishedKey, host.keyFile,
          "\(words(key)): write the recipient of the host's own key there (converge secrets "
            + "recipients prints it on the host)"
        ).about(host: host.name)
      }
    }
    return rules + hosts + tree.sorted.compactMap(published)
  }

  private static func published(_ secret: CheckedSecret) -> Finding? {
    let key = secret.sealed?.recipients.joined().map(plain).first {
      PublishedKeys.recipients.contains($0)
    }
    guard let key else { return nil }
    return Finding(
      .publishedKey, secret.path,
      "everybody can open it: \(words(key)): once .sops.yaml names your keys alone, run converge "
        + "secrets update-keys \(secret.path), and change the values where they came from"
    ).about(stack: SecretName.stack(of: secret.path))
  }

  private static func words(_ key: String) -> String {
    "\(RecipientText.short(key)) is a key of converge's example, whose private half is published"
  }

  private static func example(_ tree: CheckedTree) -> Finding {
    let count = tree.secrets.count
    let files = count == 1 ? "the encrypted file" : "\(count) encrypted files"
    return Finding(
      .publishedKey, PublishedKeys.folder,
      "everybody can open \(files) here, with these keys: this is the example; in a repository of "
        + "your own put your keys into .sops.yaml and host/*/age.pub, remove this folder, and make "
        + "every value anew"
    ).warning
  }

  // MARK: unknown-reader

  private static func unknown(_ tree: CheckedTree, _ own: Set<String>) -> [Finding] {
    var known = tree.hosts.reduce(into: own.union(PublishedKeys.recipients)) {
      $0.formUnion($1.recipients)
    }
    return tree.rules.compactMap { recipient in
      guard known.insert(recipient.text).inserted else { return nil }
      return Finding(
        .unknownReader, recipient.file, line: recipient.line,
        "\(RecipientText.short(recipient.text)) is neither in a host/*/age.pub nor a key of yours: "
          + "see that you know whose it is"
      ).note
    }
  }
}

extension CheckedTree {
  /// Whether this is converge's example and nobody's own yet: the published keys stand in it, and it
  /// names no others.
  fileprivate var isExample: Bool {
    let sealed = sorted.flatMap { $0.sealed.map { Array($0.recipients.joined()) } ?? [] }
    let named = rules.map(\.text) + hosts.flatMap(\.recipients) + sealed.map(RecipientText.plain)
    return publishesKeys && !named.isEmpty
      && named.allSatisfy(PublishedKeys.recipients.contains)
  }
}
