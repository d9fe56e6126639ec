internal import Docker
internal import Model

/// What keeps a commit from doing harm that no later one can mend.
struct Rails {
  let site: Site
  let target: Target
  let observation: Observation

  /// What the policy says of images that may move. What ran before goes on to run, also under a
  /// policy that would not let it begin.
  func digest(_ job: StackJob) throws(Failure) -> DigestRail {
    if target.earlier[job.name] != nil { return .pass }
    let rail = DigestRail(job.resolved, target.declaration.policy)
    guard case .refuse(let problem) = rail, try !site.isNewVersion(job, target) else { return rail }
    return .warn(
      Problem(
        "\(problem.message), which runs since before the policy said require", hint: problem.hint))
  }

  /// Why a stack may not come up, over data that another major version wrote. Only images that are
  /// here tell their version for certain.
  func refusal(_ job: StackJob) throws(Failure) -> Problem? {
    if target.earlier[job.name] != nil { return nil }
    let records = try site.stackRecords()
    var written = records[job.name.text]?.data ?? [:]
    for record in records.values { written.merge(record.data) { own, _ in own } }
    return major.problem(with: job.resolved, written: written, opened: try opened(by: job))
  }

  /// What is on record of a stack's data once it comes up.
  func written(by job: StackJob, before: [String: String]) -> [String: String] {
    major.written(by: job.resolved, before: before)
  }

  private var major: MajorRail {
    let engine = site.engine
    return MajorRail(target.declaration.policy) { name in
      (try? engine.image(name))??.environment ?? []
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
}
