internal import Git
internal import Model

/// Which hooks are due, for a cycle as well as for its plan.
extension Site {
  /// Whether a stack would get another version than the one applied last, so that its hooks run.
  func isNewVersion(_ job: StackJob, _ target: Target) throws(Failure) -> Bool {
    if target.earlier[job.name] != nil { return false }
    return try record(of: job.name).applied?.deployment != job.digests.deployment
  }

  /// Why one of the hooks of a stack that gets another version could not be started; nil where all
  /// can. Says what was probably meant to be one.
  func hookObstacle(_ job: StackJob, _ target: Target) throws(Failure) -> Problem? {
    guard try isNewVersion(job, target) else { return nil }
    let hooks = try target.hooks(of: job.name)
    for path in hooks.misnamed(job.name) {
      reporter.note(
        Event(.warning, Hooks.warning(path), stack: job.name.text).masked(by: target.masker))
    }
    return hooks.obstacle(job.name, target.repository)
  }
}

extension Target {
  /// The hooks of a stack, as they are deployed.
  func hooks(of stack: StackName) throws(Failure) -> Hooks { try hooks(of: stack, tree(of: stack)) }

  /// - Parameter tree: of another commit.
  func hooks(of stack: StackName, _ tree: ObjectID) throws(Failure) -> Hooks {
    do {
      return try Hooks.of(stack, tree, repository)
    } catch {
      throw Failure(error)
    }
  }
}
