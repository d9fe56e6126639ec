public import Model
internal import Posix
public import Secrets

/// The `.sops.yaml` that says how a file is encrypted: the nearest one above it.
public struct CreationRulesFile: Sendable {
  public static let name = ".sops.yaml"
  private static let limit = 1 << 20

  /// Its absolute path.
  public let path: String
  private let rules: CreationRules

  /// Finds and reads it.
  ///
  /// - Parameter file: the absolute path of the file to encrypt, which need not exist.
  /// - Returns: nil where there is none.
  /// - Throws: everything that is wrong with it.
  public static func above(_ file: String) throws(Failure) -> CreationRulesFile? {
    var folder = Substring(file)
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let path = "\(folder)/\(name)"
      if let bytes = try read(path) { return try CreationRulesFile(path, bytes) }
    }
    return nil
  }

  private static func read(_ path: String) throws(Failure) -> [UInt8]? {
    do {
      return try Descriptor.open(path).readAll(limit: limit)
    } catch {
      if error.isMissing { return nil }
      let told = PosixError(code: error.code, call: "read", path: path)
      throw .failed(Problem("\(told)"))
    }
  }

  private init(_ path: String, _ bytes: [UInt8]) throws(Failure) {
    self.path = path
    do {
      rules = try CreationRules(bytes, named: path)
    } catch {
      throw .declarationInvalid(error.all.map(Problem.init))
    }
  }

  /// On what terms a file beneath its folder is encrypted.
  ///
  /// - Parameter file: its absolute path.
  /// - Throws: where no rule matches, or the one that does cannot be followed.
  public func terms(for file: String) throws(Failure) -> SopsTerms {
    let relative = String(file.dropFirst(path.count - Self.name.count))
    do {
      if let terms = try rules.terms(for: relative) { return terms }
    } catch {
      throw .declarationInvalid([Problem(error)])
    }
    throw .declarationInvalid([
      Problem(
        "no rule of creation_rules matches \(relative)", at: .init(path),
        hint: "add one, such as - {path_regex: '\\.secret\\.', age: age1...}")
    ])
  }
}

extension Problem {
  /// What is wrong with a secret, at its file and line.
  public init(_ error: SecretsError) {
    guard let file = error.file else {
      self.init("\(error)")
      return
    }
    self.init(error.reason, at: .init(file, line: error.line))
  }
}
