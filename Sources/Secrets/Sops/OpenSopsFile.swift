internal import Crypto

/// A decrypted SOPS file that can be changed and encrypted again.
///
/// The data key lies in locked memory and is wiped with the object; values are in ordinary memory.
public final class OpenSopsFile {
  /// The file as it was, or as it was last encrypted.
  public private(set) var file: SopsFile
  /// The documents in the clear.
  private(set) var tree: SopsTree
  private var key: SecretBytes
  private var vectors: SopsVectors

  /// Opens a file whose data key is known.
  init(_ file: SopsFile, key: consuming SecretBytes) throws(SecretsError) {
    self.file = file
    var opening = SopsOpening(vectors: SopsVectors())
    tree = try opening.open(file, key)
    vectors = opening.vectors ?? SopsVectors()
    self.key = key
  }

  /// A new file that nothing was encrypted of yet.
  ///
  /// - Throws: `malformed` with the line: what does not parse, or is encrypted already.
  init(
    _ plaintext: [UInt8], as format: SopsFormat, _ metadata: SopsMetadata
  ) throws(SecretsError) {
    tree = try OpenSopsFile.read(plaintext, format)
    file = SopsFile(format, [], metadata)
    key = .random(count: SopsDataKey.size)
    vectors = SopsVectors()
  }

  /// What `sops -d` prints, byte for byte: a comment that stood behind a value comes above it.
  public func plaintext() throws(SecretsError) -> [UInt8] {
    guard tree.count == file.tree.count else { return try editable() }
    let printed = zip(tree, file.tree).map { $0.printed(from: $1) }
    return try file.format.write(plaintext: printed)
  }

  /// The plaintext for people who change it: as ``plaintext()``, but comments stay where they are.
  public func editable() throws(SecretsError) -> [UInt8] {
    try file.format.write(plaintext: tree)
  }

  /// Takes another plaintext in.
  ///
  /// - Throws: `malformed` with the line: what does not parse, or has keys that metadata has.
  public func replace(by plaintext: [UInt8]) throws(SecretsError) {
    let old = tree
    tree = try OpenSopsFile.read(plaintext, file.format)
    try SopsTypes(of: old, file.rule).restore(in: &tree, isFlat: file.format.isFlat)
  }

  /// Changes the documents in the clear.
  func change(_ body: (inout SopsTree) throws(SecretsError) -> Void) throws(SecretsError) {
    try body(&tree)
  }

  /// Encrypts to these recipients from now on.
  ///
  /// - Parameters:
  ///   - groups: key groups; with one, each of its recipients can open the file alone.
  ///   - threshold: how many groups are needed to open it, where there are several.
  public func share(with groups: [[Recipient]], threshold: Int) throws(SecretsError) {
    if let kind = file.metadata.groups.lazy.flatMap(\.others).first {
      throw SecretsError(
        .unsupported("encrypted to \(kind) too, whose part only sops can write: use sops for it"))
    }
    let sealed = try SopsDataKey.seal(key, to: groups, threshold: threshold)
    file.metadata.setGroups(sealed, threshold: threshold)
  }

  /// Makes a new data key, so that who could open the file before cannot open what is written now.
  /// ``share(with:threshold:)`` has to follow.
  public func renewKey() {
    key = .random(count: SopsDataKey.size)
    vectors = SopsVectors()
  }

  /// The file, encrypted. Values that are as they were, where they were, keep their ciphertext.
  ///
  /// - Parameter seconds: the time that it carries, in seconds since 1970.
  public func encrypt(at seconds: Int64) throws(SecretsError) -> [UInt8] {
    try encrypt(at: Timestamp(unix: seconds).seconds)
  }

  func encrypt(at time: String) throws(SecretsError) -> [UInt8] {
    var (encrypted, sealing) = (tree, SopsSealing(vectors))
    let code = try sealing.seal(&encrypted, file.metadata, key)
    let additional = Array(time.utf8)
    let mac = SopsCipher.seal(
      code, type: "str", key: key, additional: additional,
      vector: vectors.take(for: code, type: "str", at: additional))
    file.tree = encrypted
    file.metadata.sign(mac: mac, at: time)
    return try file.bytes()
  }

  private static func read(
    _ plaintext: [UInt8], _ format: SopsFormat
  ) throws(SecretsError) -> SopsTree {
    let tree = try format.read(plaintext: plaintext)
    for item in tree.joined() {
      guard let key = item.key, format.isReserved(key) else { continue }
      let what = format.isFlat ? "keys cannot begin with sops_" : "no key can be sops"
      throw SecretsError(
        .malformed("\(what); is the file encrypted already?"), line: item.line)
    }
    return tree
  }
}
