/// The formats in which SOPS keeps files.
public enum SopsFormat: String, Sendable, CaseIterable {
  case dotenv, json, yaml, binary

  /// The format of an encrypted file: what its name says, else what its content shows.
  ///
  /// - Parameters:
  ///   - path: its path; only the end counts.
  ///   - file: its content.
  /// - Throws: `unsupported` for ini files.
  public init(of path: String, _ file: [UInt8]) throws(SecretsError) {
    self = SopsFormat(named: path) ?? Self.shown(by: file)
    let isIni = path.hasSuffix(".ini") && Self.hasIniMetadata(file)
    if isIni || (self == .binary && Self.hasIniMetadata(file)) {
      throw SecretsError(
        .unsupported(
          "a sops file in the ini format, which is not supported yet: encrypt it as dotenv, json, "
            + "yaml, or as binary (sops encrypt --input-type binary)"))
    }
  }

  /// What a name says; nil where it says nothing.
  public init?(named path: String) {
    switch path.split(separator: "/").last?.split(separator: ".").last {
    case "env": self = .dotenv
    case "json": self = .json
    case "yaml", "yml": self = .yaml
    default: return nil
    }
  }

  /// What a plaintext of that name is kept as.
  public init(ofPlaintext path: String) { self = SopsFormat(named: path) ?? .binary }

  private static func shown(by file: [UInt8]) -> SopsFormat {
    let first = file.first { $0 != 32 && $0 != 10 && $0 != 9 && $0 != 13 }
    if first == UInt8(ascii: "{") {
      // one value by the name that sops gives what has none
      let keys = (try? JSONStore.read(file))?.map(\.key) ?? []
      let isBinary = keys.count == 2 && keys.contains(Array("data".utf8))
      return isBinary || keys.isEmpty ? .binary : .json
    }
    if hasLine(file, beginning: "sops_") { return .dotenv }
    if hasLine(file, beginning: "sops:") { return .yaml }
    return .binary
  }

  private static func hasIniMetadata(_ file: [UInt8]) -> Bool {
    hasLine(file, beginning: "[sops]")
  }

  private static func hasLine(_ file: [UInt8], beginning start: String) -> Bool {
    ByteText.split(file, at: 10).contains { file[$0].starts(with: start.utf8) }
  }

  /// Whether a file holds the metadata of its format, without reading it further.
  public func isEncrypted(_ file: [UInt8]) -> Bool {
    switch self {
    case .dotenv: Self.hasLine(file, beginning: "sops_")
    case .yaml: Self.hasLine(file, beginning: "sops:")
    case .json, .binary: ((try? JSONStore.read(file))?["sops"]) != nil
    }
  }

  /// Whether metadata stands in flat lines.
  var isFlat: Bool { self == .dotenv }

  /// What messages put before the names of metadata.
  var metadataPrefix: String { isFlat ? "sops_" : "sops." }
}
