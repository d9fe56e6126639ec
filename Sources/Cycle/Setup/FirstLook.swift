internal import Git
internal import Model
internal import YAML

/// What the repository and this machine's memory say of a host that is being set up.
public struct FirstLook: Equatable, Sendable {
  /// The head that was fetched; nil where the repository is empty.
  public let commit: CommitNote?
  /// The hosts that the repository knows.
  public let hosts: [String]
  /// The one of them that was probably meant, where the repository does not know this one.
  public let nearest: String?
  /// Whether it has `host/<name>/stacks.yaml`.
  public let isDeclared: Bool
  /// What `host/<name>/age.pub` says, a recipient each; nil where there is no such file.
  public let recipients: [String]?
  /// Whether no cycle has run here before.
  public let isFirst: Bool
  /// Whether nothing was deployed here so far, so that this host may still get another name.
  public let isNameless: Bool
}

extension Cycle {
  /// Fetches into the checkout, and looks at what is there of this host. Nothing else changes.
  ///
  /// - Throws: `Failure` as `run`.
  public static func firstLook(
    _ options: Options, reporter: Reporter
  ) throws(Failure) -> FirstLook {
    var options = options
    // what a killed fetch left in the way goes, other than before a plan
    options.dryRun = false
    let site = try Site.open(try load(options), options, reporter)
    do {
      return try firstLook(site)
    } catch {
      throw site.interruption.naming(error)
    }
  }

  private static func firstLook(_ site: Site) throws(Failure) -> FirstLook {
    let (repository, revision) = try site.pull()
    do {
      let tree = revision.commit.tree
      let hosts = (try repository.entries(of: tree, in: "host") ?? [])
        .filter { $0.kind == .folder }.map(\.name)
      let list = try repository.entry(of: tree, at: "host/\(site.host)/stacks.yaml")
      return FirstLook(
        commit: revision.commit.note, hosts: hosts, nearest: nearest(to: site.host, in: hosts),
        isDeclared: list.map { $0.kind == .file || $0.kind == .executable } ?? false,
        recipients: try HostRecipients.read(of: site.host, in: tree, repository),
        isFirst: site.isFirst, isNameless: site.record.record.lastingHost == nil)
    } catch {
      throw Failure(error)
    }
  }

  /// Takes note, before the first cycle, of the projects that this one leaves alone. Others that are
  /// not declared it removes.
  ///
  /// - Throws: `Failure` as `run`.
  public static func remember(
    found: Set<String>, _ options: Options, reporter: Reporter
  ) throws(Failure) {
    let site = try Site.open(try load(options), options, reporter)
    guard site.isFirst else { return }
    try site.update { $0.found = found }
  }
}

/// Whose keys `host/<name>/age.pub` names.
enum HostRecipients {
  /// - Returns: nil where the repository has no such file.
  static func read(
    of host: String, in tree: ObjectID, _ repository: Repository
  ) throws(GitError) -> [String]? {
    guard let file = try repository.entry(of: tree, at: CheckedHost.keyFile(of: host)),
      file.kind == .file || file.kind == .executable
    else { return nil }
    return RecipientLines.read(try repository.blob(file.id)).map { RecipientText.plain($0.text) }
  }
}
