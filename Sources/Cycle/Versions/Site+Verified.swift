internal import Git
internal import Model

/// What keeps a verified version at hand.
extension Site {
  private static let verifiedReferences = "refs/converge/verified/"

  /// Makes Git keep the objects of a version: history may be rewritten on the remote.
  func keepObjects(
    of version: StackRecord.Version, _ stack: StackName, _ repository: Repository
  ) throws(Failure) {
    let name = Site.verifiedReferences + stack.text
    do {
      guard let id = ObjectID(hex: version.commit), try repository.commitID(of: name) != id else {
        return
      }
      try repository.setReference(name, to: id)
    } catch {
      throw Failure(error)
    }
  }

  /// Lets go of what was kept of stacks that are gone.
  func forgetVersions(
    _ repository: Repository, where isGone: (StackName) -> Bool
  ) throws(Failure) {
    try forgetRecords(where: isGone)
    do {
      for name in try repository.referenceNames(below: Site.verifiedReferences) {
        let stack = StackName(String(name.dropFirst(Site.verifiedReferences.count)))
        if stack.map(isGone) ?? true { try repository.removeReference(name) }
      }
    } catch {
      throw Failure(error)
    }
  }

  /// The files outside its folder that a failed version uses and that differ from those of an
  /// earlier version: they are not taken back, since other stacks use them too.
  func changedOutside(
    _ job: StackJob, since version: StackRecord.Version, _ target: Target
  ) throws(Failure) -> [String] {
    guard let id = ObjectID(hex: version.commit) else { return [] }
    do {
      let changes = TreeChanges(repository: target.repository, tree: target.commit.tree)
      let environment = Set(job.stack.environment.map(\.source))
      return try changes.paths(
        since: try target.repository.commit(id).tree,
        in: job.reach.filter { !environment.contains($0) })
    } catch {
      throw Failure(error)
    }
  }

  /// Writes the files of layers that earlier versions use, and removes those of others.
  func writeLayers(_ target: Target) throws(Failure) {
    let folder = LayerFolder(state: settings.state)
    for (name, earlier) in target.earlier {
      try folder.write(try target.layers(of: earlier.stack), of: name)
    }
    try folder.removeAll(except: Set(target.earlier.keys))
  }
}
