internal import Git
internal import Model
internal import Secrets

/// What a cycle makes of this host: a commit, what it declares, and its secrets in the clear.
struct Target {
  let repository: Repository
  let revision: Revision
  let declaration: Declaration
  var secrets: OpenSecrets
  /// Knows every secret value that may turn up in words.
  let masker: Masker

  var tree: ObjectID { revision.commit.tree }
  var commit: Commit { revision.commit }
}
