/// YAML files. To come.
enum YAMLStore {
  static func read(_ file: [UInt8]) throws(SecretsError) -> SopsTree {
    throw SecretsError(.unsupported("yaml"))
  }

  static func write(_ tree: SopsTree) throws(SecretsError) -> [UInt8] {
    throw SecretsError(.unsupported("yaml"))
  }
}
