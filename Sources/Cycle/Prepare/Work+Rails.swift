internal import Model

/// What keeps a commit from doing harm that no later one can mend. It is judged anew in every cycle:
/// what it depends on is not the stack's alone.
extension Work {
  var rails: Rails { Rails(site: site, target: target, observation: observation) }

  /// Refuses images that may move, where the policy says so.
  func checkDigests() throws(Failure) {
    for job in pendingJobs {
      switch try rails.digest(job) {
      case .pass: break
      case .warn(let problem): note(.warning, "\(problem)", job.name.text)
      case .refuse(let problem): refuse(job.name, problem)
      }
    }
  }

  /// Refuses another major version of a database over the same data.
  func checkMajors() throws(Failure) {
    for job in pendingJobs {
      if let problem = try rails.refusal(job) { refuse(job.name, problem) }
    }
  }

  private func refuse(_ name: StackName, _ problem: Problem) {
    refused.insert(name)
    fail(name, problem)
  }
}
