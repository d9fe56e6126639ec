/// Reading and writing of each format: bytes to trees and back.
extension SopsFormat {
  /// Reads a plaintext.
  ///
  /// - Throws: `malformed`, with the line.
  func read(plaintext bytes: [UInt8]) throws(SecretsError) -> SopsTree {
    switch self {
    case .dotenv: return [try DotenvStore.read(bytes)]
    case .json: return [try JSONStore.read(bytes)]
    case .yaml: return try YAMLStore.read(bytes)
    case .binary:
      return [[SopsItem(label: .key(Array("data".utf8)), node: .leaf(.string(bytes)), line: 1)]]
    }
  }

  /// Writes a plaintext as `sops -d` prints it.
  ///
  /// - Throws: `malformed` where the format cannot hold the tree.
  func write(plaintext tree: SopsTree) throws(SecretsError) -> [UInt8] {
    switch self {
    case .binary:
      guard case .leaf(.string(let bytes)) = tree.first?["data"]?.node else {
        throw SecretsError(.malformed("no text under data: not a sops binary file"))
      }
      return bytes
    default: return try write(tree)
    }
  }

  /// Fields of flat metadata at most: those of more keys than are read.
  private static let fieldLimit = 20_000

  /// The metadata of a file, and the line in which it begins, where it is in one piece.
  typealias Metadata = (items: [SopsItem], line: Int?)

  /// Reads an encrypted file: its tree, and the metadata apart.
  ///
  /// - Throws: `notEncrypted`, `metadataMissing` or `malformed`.
  func read(encrypted bytes: [UInt8]) throws(SecretsError) -> (SopsTree, Metadata) {
    var tree = self == .binary ? [try JSONStore.read(bytes)] : try read(plaintext: bytes)
    guard let metadata = try isFlat ? takeFlat(&tree) : takeNested(&tree) else {
      let isCut = Ciphertext.isIn(bytes)
      throw SecretsError(isCut ? .metadataMissing : .notEncrypted)
    }
    return (tree, metadata)
  }

  /// Writes an encrypted file: sops repeats the metadata in each document.
  func write(encrypted tree: SopsTree, _ metadata: [SopsItem]) throws(SecretsError) -> [UInt8] {
    let added =
      isFlat
      ? Flattened.fields(metadata).map { field in
        SopsItem(
          label: .key(Array("sops_\(field.name)".utf8)), node: .leaf(.string(field.value)))
      }
      : [SopsItem.entry("sops", .branch(metadata))]
    return try write((tree.isEmpty ? [[]] : tree).map { $0 + added })
  }

  private func write(_ tree: SopsTree) throws(SecretsError) -> [UInt8] {
    switch self {
    case .dotenv: try DotenvStore.write(tree.first ?? [])
    case .json, .binary: JSONStore.write(tree.first ?? [])
    case .yaml: YAMLStore.write(tree)
    }
  }

  /// Whether a plaintext's key is one that metadata would be taken for.
  func isReserved(_ key: [UInt8]) -> Bool {
    isFlat ? key.starts(with: "sops_".utf8) : self != .binary && key == Array("sops".utf8)
  }

  private func takeFlat(_ tree: inout SopsTree) throws(SecretsError) -> Metadata? {
    var fields: [Flattened.Field] = []
    for item in tree.first ?? [] {
      guard let key = item.key, isReserved(key), case .leaf(let value) = item.node else { continue }
      guard fields.count < Self.fieldLimit else {
        throw SecretsError(
          .unsupported("more than \(Self.fieldLimit) lines of sops metadata: remove recipients"),
          line: item.line)
      }
      let name = String(decoding: key.dropFirst("sops_".utf8.count), as: UTF8.self)
      fields.append(Flattened.Field(name: name, value: value.text, line: item.line))
    }
    guard !fields.isEmpty else { return nil }
    tree[0].removeAll { $0.key.map(isReserved) ?? false }
    return (try Flattened.tree(fields), nil)
  }

  private func takeNested(_ tree: inout SopsTree) throws(SecretsError) -> Metadata? {
    let key = Array("sops".utf8)
    let found = (tree.first ?? []).filter { $0.key == key }
    guard let first = found.first else { return nil }
    guard found.count == 1 else {
      throw SecretsError(.malformed("sops stands there twice"), line: found[1].line)
    }
    guard case .branch(let items) = first.node else {
      throw SecretsError(.malformed("sops is no mapping"), line: first.line)
    }
    for index in tree.indices { tree[index].removeAll { $0.key == key } }
    return (items, first.line)
  }
}
