internal import Git
internal import Model
internal import YAML

/// `global/converge.yaml`: what the repository asks of every stack on every host.
///
///     images: {digest: require, except: ["registry.lan/*"]}
///     majors: [timescaledb]
enum PolicyFile {
  static let path = "global/converge.yaml"
  /// What would be meant by it, and not be read.
  private static let misnomer = "global/converge.yml"

  /// The policy of a commit; the default one where it has no such file.
  ///
  /// - Throws: `InvalidDeclaration` with everything that is wrong: a policy is not guessed;
  ///   `GitError`.
  static func load(_ repository: Repository, _ tree: ObjectID) throws -> Policy {
    if try repository.entry(of: tree, at: misnomer) != nil {
      throw InvalidDeclaration(problems: [
        Problem("is not read", at: .init(misnomer), hint: "name it \(path)")
      ])
    }
    guard let file = try repository.entry(of: tree, at: path) else { return Policy() }
    guard file.kind == .file || file.kind == .executable else {
      throw InvalidDeclaration(problems: [
        Problem("not a file but a \(file.kind)", at: .init(path), hint: "commit a real file")
      ])
    }
    return try parse(try repository.blob(file.id))
  }

  static func parse(_ bytes: [UInt8]) throws(InvalidDeclaration) -> Policy {
    let problems = Problems()
    let policy = read(bytes, problems)
    if problems.all.isEmpty { return policy }
    throw InvalidDeclaration(
      problems: problems.all.map {
        Problem($0.message, at: .init(path, line: $0.line, column: $0.column))
      })
  }

  private static func read(_ bytes: [UInt8], _ problems: Problems) -> Policy {
    var policy = Policy()
    do throws(YAMLError) {
      guard let root = try Node.parse(bytes), root.kind != .null else { return policy }
      let fields = Fields(root, known: ["images", "majors"], problems: problems)
      if let images = fields.fields("images", known: ["digest", "except"]) {
        let rule = images.word("digest", ["require", "warn", "off"])
        policy.digest = rule.flatMap(Policy.DigestRule.init) ?? policy.digest
        policy.digestExceptions = patterns("except", images, problems)
      }
      policy.majors = patterns("majors", fields, problems)
    } catch {
      problems.add(error.reason, at: error.mark)
    }
    return policy
  }

  /// Names of images, without tag and digest.
  private static func patterns(_ key: String, _ fields: Fields, _ problems: Problems) -> [String] {
    (fields.strings(key) ?? []).map { text in
      let version = ImageVersion(text.value)
      if version.tag != nil || version.isPinned {
        problems.add(
          "\(key) names images without tag and digest, * standing for anything", at: text.mark)
      }
      return text.value
    }
  }
}
