internal import Git
internal import Model
internal import Secrets

/// What a cycle makes of this host: a commit, what it declares, and its secrets in the clear. Of
/// some stacks an earlier version stands in the place of the commit's.
struct Target {
  let repository: Repository
  let revision: Revision
  /// With the earlier versions in their places.
  var declaration: Declaration
  /// The commit's own, and those of the earlier versions.
  var secrets: OpenSecrets
  /// Who may read plaintexts, by their paths, as far as Compose was asked.
  var access: [String: SecretAccess] = [:]
  /// Knows every secret value that may turn up in words.
  var masker: Masker
  /// The tree that is checked out: the commit's, with the folders of earlier versions in it.
  var tree: ObjectID
  var earlier: [StackName: EarlierVersion] = [:]
  /// The stacks whose folders stay as they are checked out, since what shall stand there is lost.
  var frozen: Set<StackName> = []
  /// The stacks that failed a while ago, and stay as they are.
  var waiting: [StackName: Failing] = [:]

  var commit: Commit { revision.commit }

  /// The encrypted files whose plaintexts are to be written in the checkout.
  var outdated: [SecretFile] {
    let wanted = Set(declaration.secrets)
    return secrets.outdated.filter(wanted.contains)
  }

  /// Whether a stack runs its last verified version in the place of one that failed.
  func isHeldBack(_ stack: StackName) -> Bool {
    if case .heldBack = earlier[stack]?.reason { true } else { false }
  }

  /// The tree that a stack's files come from.
  func tree(of stack: StackName) -> ObjectID { earlier[stack]?.commit.tree ?? revision.commit.tree }

  /// The commit that a stack's files come from.
  func commit(of stack: StackName) -> Commit { earlier[stack]?.commit ?? revision.commit }
}
