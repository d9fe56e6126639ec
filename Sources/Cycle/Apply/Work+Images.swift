internal import Docker
internal import Model

/// Images are at hand before anything is stopped: missing ones of all stacks are pulled at once, and
/// those with a build are built.
extension Work {
  func fetchImages() throws(Failure) {
    if pendingJobs.isEmpty { return }
    let images = try localImages()
    var pulls: [WantedImage: [StackName]] = [:]
    var builds: [(job: StackJob, services: [String])] = []
    for job in pendingJobs {
      let needs = ImageCheck.needs(
        of: job.active, having: images, rebuilding: job.rebuilding, refreshing: job.isDeployment)
      if let service = needs.missing.first {
        failMissing(service, of: job)
        continue
      }
      for name in needs.pull {
        guard let service = job.resolved[name] else { continue }
        let request = WantedImage(service.image, platform: service.platform)
        pulls[request, default: []].append(job.name)
      }
      if !needs.build.isEmpty { builds.append((job, needs.build)) }
    }
    try pull(pulls)
    try build(builds.filter { outcomes[$0.job.name] == nil })
  }

  private func failMissing(_ service: String, of job: StackJob) {
    let error = ComposeError(
      .imageNotFound, "start \(job.name)",
      ["the image of \(service) is not on this host, and its pull_policy is never"])
    fail(job.name, error.problem)
  }

  private func localImages() throws(Failure) -> [LocalImage] {
    do {
      return try site.engine.images()
    } catch {
      try site.interruption.check()
      throw .noEngine(Problem("\(error)"))
    }
  }

  /// A failure concerns only the stacks that need the image.
  private func pull(_ pulls: [WantedImage: [StackName]]) throws(Failure) {
    if pulls.isEmpty { return }
    let requests = pulls.keys.sorted { $0.name < $1.name }
    for request in requests {
      for stack in Set(pulls[request] ?? []) {
        note(.info, "pulling \(request.name.withShortDigests)", stack.text)
      }
    }
    let failures = try site.pull(requests, masker)
    for request in requests {
      guard let error = failures[request] else { continue }
      for stack in pulls[request] ?? [] where outcomes[stack] == nil {
        fail(stack, error)
      }
    }
  }

  private func build(_ builds: [(job: StackJob, services: [String])]) throws(Failure) {
    var rest = builds[...]
    var running: [StackName: ComposeActivity] = [:]
    try site.crew(
      next: { () throws(Failure) in
        while let (job, services) = rest.popFirst() {
          note(.info, "building images of \(services.joined(separator: ", "))", job.name.text)
          do throws(ComposeError) {
            let activity = try compose.start(
              job.project, .build(services), deadline: site.limit(site.deadlines.build))
            running[job.name] = activity
            return .start(job.name, activity)
          } catch {
            try fail(job.name, error)
          }
        }
        return .nothing
      },
      ended: { (name: StackName) throws(Failure) in
        do throws(ComposeError) {
          try running[name]?.result()
        } catch {
          try fail(name, error)
        }
      })
  }
}

extension StackJob {
  /// The services whose image is needed: those that are done, or paused, need none.
  fileprivate var active: ResolvedProject {
    let names = Set(services(.update, .run, .probe))
    var project = resolved
    project.services = project.services.filter { names.contains($0.name) }
    return project
  }

  /// The services whose images may be made from something else than the last time.
  fileprivate var rebuilding: Set<String> {
    Set(
      wanted.keys.filter { name in
        wanted[name]?.build != nil && receipt?.services[name]?.build != wanted[name]?.build
      })
  }
}
