internal import Git
public import Model
internal import Posix
public import Secrets

/// Looks at a repository's secrets, without any host's configuration and without writing anything.
public struct SecretsCheck: Equatable, Sendable {
  /// What is looked at.
  public enum Source: Equatable, Sendable {
    /// The working directory.
    case workTree
    /// What was added for the next commit.
    case staged
    case commit(String)
  }

  /// Whose key was lost.
  public enum Lost: Equatable, Sendable {
    case host(String)
    case recipient(String)
  }

  /// What was found.
  public struct Report: Sendable {
    /// Sorted by file and line.
    public let findings: [Finding]
    /// How many encrypted files there are, plaintext ones that should be encrypted included.
    public let secrets: Int
    /// How many hosts there are.
    public let hosts: Int
    /// How many files no key at hand opened, so that neither MAC nor values were checked.
    public let unopened: Int

    /// Whether a finding is an error.
    public var isFaulty: Bool { findings.contains { $0.severity == .error } }
  }

  public var source = Source.workTree
  /// Whether every version in the history of the current branch is looked at too.
  public var history = false
  /// The commit up to which history was looked at before, as git names it; nil: none was.
  public var since: String?
  /// A folder in the clone; nil for where git says, else the current one.
  public var folder: String?

  public init() {}

  /// - Parameter identities: the keys at hand; where there are some, more is checked.
  /// - Throws: why the repository cannot be read.
  public func run(identities: [Identity]) throws(Problem) -> Report {
    do throws(GitError) {
      let clone = try find()
      let tree = try read(clone)
      let keys = KeyRules(tree, identities)
      var findings =
        tree.findings + EncryptionRules.findings(in: tree) + RecipientRules.findings(in: tree)
        + VariableRules.findings(in: tree) + CiphertextRules.findings(in: tree)
        + FileRules.findings(in: tree) + keys.findings
      findings += ReaderRules.findings(in: tree, own: identities.map(\.recipient))
      if history, let head = try head(clone) {
        let base = try since.map { name throws(GitError) in try clone.commit(name) }
        findings += try HistoryRules.findings(in: clone, from: head, since: base)
      }
      if source == .staged { findings = findings.map(\.toBeAdded) }
      return Report(
        findings: findings.sorted(), secrets: tree.secrets.count, hosts: tree.hosts.count,
        unopened: keys.unopened)
    } catch {
      throw error.problem
    }
  }

  /// What the key of a host that was lost opens.
  public func find(_ lost: Lost) throws(Problem) -> LostHost {
    do throws(GitError) {
      let clone = try find()
      let tree = try read(clone)
      let head = try head(clone)
      let keys = try keys(of: lost, tree, clone, head)
      return try LostHost(keys, tree, clone.repository, from: head)
    } catch {
      throw error.problem
    }
  }

  private func find() throws(GitError) -> Clone { try Clone.find(forPersonIn: folder) }

  private func read(_ clone: Clone) throws(GitError) -> CheckedTree {
    let source: Clone.Source =
      switch self.source {
      case .workTree: .workTree
      case .staged: .index
      case .commit(let revision): .commit(revision)
      }
    let tree = try clone.tree(
      of: source, untracked: CheckedFile.patterns, where: CheckedFile.counts)
    return try TreeReader(clone.repository, tree).read()
  }

  private func head(_ clone: Clone) throws(GitError) -> ObjectID? {
    if case .commit(let revision) = source { return try clone.commit(revision) }
    return try clone.head()
  }

  private func keys(
    of lost: Lost, _ tree: CheckedTree, _ clone: Clone, _ head: ObjectID?
  ) throws(GitError) -> [LostHost.Key] {
    switch lost {
    case .recipient(let text): return [.init(recipient: RecipientText.plain(text))]
    case .host(let name):
      let keys = try LostKeys(of: name, tree, clone.repository, from: head).all
      if !keys.isEmpty { return keys }
      throw GitError(
        .notFound, "say what \(name) could open",
        "\(CheckedHost.keyFile(of: name)) is not there and never was; name its key with "
          + "--recipient age1...")
    }
  }
}

extension Clone {
  /// The clone that a person, or git in a hook, means.
  ///
  /// - Parameter folder: named by a person, who is right then; nil for the current one.
  static func find(forPersonIn folder: String?) throws(GitError) -> Clone {
    if let folder { return try Clone.find(from: folder) }
    return try Clone.find(from: ".", variable: Host.environment)
  }
}

extension GitError {
  /// For a person who named a repository.
  var problem: Problem {
    let hint =
      code == .notFound && action.hasPrefix("open")
      ? "run it in a clone of the repository, or name one" : nil
    return Problem("\(self)", hint: hint)
  }
}
