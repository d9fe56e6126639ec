internal import Docker
internal import Model

/// Images are at hand before anything is stopped: missing ones of all stacks are pulled at once, and
/// those with a build are built.
extension Work {
  /// Pulls what is missing, before a file of the checkout is written.
  func pullImages() throws(Failure) {
    if pendingJobs.isEmpty { return }
    for job in pendingJobs { try nameVerifiedImages(of: job.name) }
    let images = try localImages()
    var pulls: [WantedImage: [StackName]] = [:]
    for job in pendingJobs {
      let needs = try needs(of: job, images)
      if let service = needs.missing.first {
        try fail(job.name, Work.missing(service, job))
        continue
      }
      for request in job.requests(needs) { pulls[request, default: []].append(job.name) }
      if !needs.build.isEmpty { builds.append((job, needs.build)) }
    }
    if !pulls.isEmpty { site.reporter.progress(.stage(.images)) }
    try pull(pulls)
    // another stack may have refreshed the same tag
    for job in pendingJobs { try nameVerifiedImages(of: job.name) }
  }

  /// Builds, from the checkout.
  func buildImages() throws(Failure) {
    try site.readHolds()
    if !builds.isEmpty { site.reporter.progress(.stage(.images)) }
    try build(builds.filter { outcomes[$0.job.name] == nil && !site.isOnHold($0.job.name) })
  }

  private func needs(
    of job: StackJob, _ images: [LocalImage]
  ) throws(Failure) -> ImageCheck {
    // what ran well before runs again with the images that it had
    let isBack = try isBroughtBack(job.name)
    return ImageCheck.needs(
      of: job.active, having: images, rebuilding: isBack ? [] : job.rebuilding,
      refreshing: job.isDeployment && !isBack)
  }

  private static func missing(_ service: String, _ job: StackJob) -> ComposeError {
    ComposeError(
      .imageNotFound, "start \(job.name)",
      ["the image of \(service) is not on this host, and its pull_policy is never"])
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
    let failures = try site.pull(pulls, masker)
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

  /// The same for the verified version of a stack, where that is what comes back.
  func nameVerifiedImages(of stack: StackName) throws(Failure) {
    guard try isBroughtBack(stack), let version = try site.record(of: stack).verified else {
      return
    }
    nameImages(of: version, stack)
  }

  /// Makes names that mean other images by now mean those that an earlier version ran.
  func nameImages(of version: StackRecord.Version, _ stack: StackName) {
    for (name, id) in version.images.sorted(by: { $0.key < $1.key }) {
      do throws(EngineError) {
        guard !ImageVersion(name).isPinned, try site.engine.image(name)?.id != id,
          try site.engine.image(id) != nil
        else {
          continue
        }
        try site.engine.tag(id, as: name)
      } catch {
        note(.warning, "\(error)", stack.text)
      }
    }
  }

  /// Gets the images that an earlier version ran.
  func haveImages(of job: StackJob) throws(Failure) {
    let needs = try needs(of: job, localImages())
    if let service = needs.missing.first {
      throw .failed(Work.missing(service, job).problem)
    }
    let requests = job.requests(needs).map { ($0, [job.name]) }
    let failures = try site.pull(Dictionary(requests) { first, _ in first }, masker)
    if let problem = failures.values.first { throw .failed(problem) }
    if needs.build.isEmpty { return }
    do throws(ComposeError) {
      let deadline = site.limit(site.deadlines.build)
      try compose.run(job.project, .build(needs.build), deadline: deadline).result()
    } catch {
      try site.interruption.check()
      throw .failed(error.problem)
    }
  }
}

extension StackJob {
  /// What to pull.
  fileprivate func requests(_ needs: ImageCheck) -> [WantedImage] {
    needs.pull.compactMap { name in
      resolved[name].map { WantedImage($0.image, platform: $0.platform) }
    }
  }

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
