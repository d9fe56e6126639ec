internal import Model

/// What one tree says about secrets: all that the rules look at.
struct CheckedTree {
  /// The encrypted files, or those that should be, by path.
  var secrets: [String: CheckedSecret] = [:]
  /// Other files of variables, by path.
  var environment: [String: PlainEnvironment] = [:]
  /// Tracked files that have the names of plaintexts.
  var decrypted: [String] = []
  var hosts: [CheckedHost] = []
  /// Every folder below `stacks/` that has a Compose file, declared or not, by name.
  var stacks: [String: CheckedStack] = [:]
  /// The environment files of `global` and of each host's folder, by folder.
  var layers: [String: [String]] = [:]
  /// The recipients that any `.sops.yaml` names.
  var rules: [CheckedRecipient] = []
  /// Whether the private keys of the example stand in it.
  var publishesKeys = false
  /// What could not be read.
  var findings: [Finding] = []

  /// The environment files that a stack has on a host.
  func environment(of stack: CheckedStack, on host: String) -> [String] {
    (layers["global"] ?? []) + (layers["host/\(host)"] ?? []) + stack.environment
  }

  /// The names that an environment file defines.
  func names(in path: String) -> [String] {
    if let plain = environment[path] { return plain.names }
    let source = SecretName.source(ofDecrypted: path) ?? path
    return secrets[source]?.keys.map(\.name) ?? []
  }

  /// The encrypted files, sorted by path.
  var sorted: [CheckedSecret] {
    secrets.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The hosts that have one of these recipients.
  func hosts(with recipients: [String]) -> [CheckedHost] {
    let plain = Set(recipients.map(RecipientText.plain))
    return hosts.filter { !$0.recipients.isDisjoint(with: plain) }
  }
}

/// A stack as the tree has it.
struct CheckedStack {
  let name: String
  /// The environment files in its own folder.
  let environment: [String]
  let project: ComposeFamily
  /// The encrypted files in its folder at any depth, and those that its Compose files reach
  /// outside it.
  let secrets: Set<String>
  /// As a cycle sees it.
  let declared: Stack
  /// The plaintexts that its Compose files name.
  let plaintexts: [NamedPlaintext]
  /// Everything that they name for containers and images, in the repository.
  let reached: Set<String>

  /// Whether they name something that depends on variables.
  var hasUnknownPlaces: Bool {
    project.files.contains { file in
      (file.text.environmentFiles + file.text.content + file.text.contexts).contains {
        $0.text.contains("$")
      }
    }
  }
}

/// A plaintext that a Compose file names.
struct NamedPlaintext {
  let file: String
  let line: Int
  /// Where the encrypted file may stand.
  let sources: [String]
}

/// A file of variables that is not encrypted.
struct PlainEnvironment {
  /// What it defines.
  let names: [String]
  /// What its values are made of.
  let used: Set<String>
  /// The lines with encrypted text, and the keys in them.
  let encrypted: [(line: Int, key: String?)]
}
