internal import Docker
internal import Model

/// What keeps a commit from doing harm that no later one can mend.
extension Work {
  /// Refuses images that may move, where the policy says so.
  func checkDigests() {
    for job in pendingJobs {
      switch DigestRail(job.resolved, target.declaration.policy) {
      case .pass: break
      case .warn(let problem): note(.warning, "\(problem)", job.name.text)
      case .refuse(let problem): fail(job.name, problem)
      }
    }
  }

  /// Refuses another major version of a database over the same data. Only images that are here tell
  /// their version for certain.
  func checkMajors() throws(Failure) {
    let rail = majorRail
    for job in pendingJobs where target.earlier[job.name] == nil {
      let written = try site.stackRecords().values.map(\.data)
        .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
      let opened = try opened(by: job)
      let own = try site.record(of: job.name).data
      if let problem = rail.problem(
        with: job.resolved, written: written.merging(own) { $1 }, opened: opened)
      {
        fail(job.name, problem)
      }
    }
  }

  /// What the containers of a stack have open now.
  private func opened(by job: StackJob) throws(Failure) -> [DataUse] {
    var result: [DataUse] = []
    for container in observation.containers(of: job.name.text) {
      do throws(EngineError) {
        result += try site.engine.data(of: container.id)
      } catch {
        try site.interruption.check()
        if !error.isMissing { throw .noEngine(Problem("\(error)")) }
      }
    }
    return result
  }

  /// What is on record of a stack's data once it comes up.
  func dataWritten(by job: StackJob, before: [String: String]) -> [String: String] {
    majorRail.written(by: job.resolved, before: before)
  }

  private var majorRail: MajorRail {
    let engine = site.engine
    return MajorRail(target.declaration.policy) { name in
      (try? engine.image(name))??.environment ?? []
    }
  }
}
