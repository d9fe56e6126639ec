internal import Model

/// The decrypted files of a declaration, in memory.
struct OpenSecrets {
  /// Their bytes, by the encrypted file.
  var plaintexts: [SecretFile: [UInt8]] = [:]
  /// Why a file could not be decrypted.
  var failures: [SecretFile: Problem] = [:]
  /// The files whose plaintext in the checkout is missing, was edited, or came from another blob.
  var outdated: [SecretFile] = []

  /// Takes in what was opened besides.
  mutating func add(_ other: OpenSecrets) {
    plaintexts.merge(other.plaintexts) { _, new in new }
    failures.merge(other.failures) { _, new in new }
    outdated += other.outdated.filter { !outdated.contains($0) }
  }

  /// The plaintexts of a stack, by their path in the checkout.
  func plaintexts(of stack: Stack) -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    for file in stack.secrets { result[file.plaintext] = plaintexts[file] }
    return result
  }

  /// Why the first of a stack's secrets cannot be decrypted.
  func failure(of stack: Stack) -> Problem? {
    stack.secrets.lazy.compactMap { failures[$0] }.first
  }
}
