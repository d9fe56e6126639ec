internal import Crypto
internal import Git
internal import Model

/// Computes what a stack is made of from a commit's tree: digests over sorted path, NUL and Git
/// blob id. Nothing of the work tree counts.
struct Digester {
  let repository: Repository
  let tree: ObjectID
  let seal: Seal

  /// - Parameters:
  ///   - reach: what the stack uses outside its folder.
  ///   - plaintexts: the bytes of its decrypted files, by their path.
  func digests(
    of stack: Stack, reach: [String], plaintexts: [String: [UInt8]]
  ) throws(GitError) -> Digests {
    let files = try files(of: stack, reach: reach)
    let compose = Set(stack.composeFiles)
    let manifest = Digester.digest(files.filter { compose.contains($0.key) })
    let config = Digester.digest(files.filter { !compose.contains($0.key) })
    let secrets = seal(
      Digester.text(Dictionary(uniqueKeysWithValues: plaintexts.map { ($0.key, seal($0.value)) })))
    return Digests(
      manifest: manifest, config: config, secrets: secrets,
      deployment: Digester.digest(["manifest": manifest, "config": config, "secrets": secrets]))
  }

  /// Every tracked file that makes up the stack, with its blob. Encrypted files count by what they
  /// decrypt to.
  func files(of stack: Stack, reach: [String]) throws(GitError) -> [String: String] {
    var result: [String: String] = [:]
    for path in [stack.name.folder] + reach + stack.environment.map(\.source) {
      for file in try repository.files(of: tree, at: path) where !file.isSecret {
        result[file.path] = file.id.hex
      }
    }
    return result
  }

  /// A digest over paths and blobs, in 64 hexadecimal digits.
  static func digest(_ blobs: [String: String]) -> String {
    hexadecimal(SHA256.digest(text(blobs)))
  }

  private static func text(_ blobs: [String: String]) -> [UInt8] {
    blobs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .flatMap { path, blob in Array(path.utf8) + [0] + Array(blob.utf8) + [0x0a] }
  }
}

extension TreeEntry {
  fileprivate var isSecret: Bool { SecretFile.isOne(named: name) }
}

extension Repository {
  /// The tracked files at a path: the file itself, or all below a folder.
  func files(of tree: ObjectID, at path: String) throws(GitError) -> [TreeEntry] {
    if path.isEmpty { return try files(of: tree) ?? [] }
    guard let entry = try entry(of: tree, at: path) else { return [] }
    return entry.kind == .folder ? try files(of: tree, below: path) ?? [] : [entry]
  }
}
