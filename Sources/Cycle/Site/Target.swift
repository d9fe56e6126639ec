internal import Git
internal import Model

/// What a cycle makes of this host: a commit, what it declares, and its secrets in the clear.
struct Target {
  let repository: Repository
  let revision: Revision
  let declaration: Declaration
  var secrets: OpenSecrets

  var tree: ObjectID { revision.commit.tree }
  var commit: Commit { revision.commit }
}
