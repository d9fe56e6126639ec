internal import Docker
internal import Git
internal import Model

/// Everything that can fail without harm, for all stacks, before anything is stopped: Compose
/// resolves each stack, missing images are pulled, and images with a build are built.
extension Work {
  mutating func prepare() throws(Failure) {
    if pending.isEmpty { return }
    let images = try localImages()
    for (stack, _) in pending {
      try site.check()
      do {
        try prepare(stack, images)
      } catch {
        try fail(stack.name, error)
      }
    }
  }

  private func localImages() throws(Failure) -> [LocalImage] {
    do {
      return try site.engine.images()
    } catch {
      try site.interruption.check()
      throw .noEngine(Problem("\(error)"))
    }
  }

  private mutating func prepare(_ stack: Stack, _ images: [LocalImage]) throws(ComposeError) {
    let project = site.composeProject(stack)
    guard let resolved = try resolve(stack, project) else { return }
    warn(resolved.warnings, stack)
    let key = buildKey(stack)
    let isBuilt = builds.keys[stack.name.text] == key
    let needs = ImageCheck.needs(of: resolved, having: images, rebuilding: !isBuilt)
    if let service = needs.missing.first {
      throw ComposeError(
        .imageNotFound, "start \(stack.name)",
        ["the image of \(service) is not on this host, and its pull_policy is never"])
    }
    if !needs.pull.isEmpty {
      note(.info, "pulling images of \(needs.pull.joined(separator: ", "))", stack.name.text)
      try compose.pull(project, services: needs.pull, deadline: site.limit(Deadlines.pull))
    }
    if !needs.build.isEmpty {
      note(.info, "building images of \(needs.build.joined(separator: ", "))", stack.name.text)
      try compose.build(project, services: needs.build, deadline: site.limit(Deadlines.build))
    }
    if resolved.services.contains(where: \.isBuildable) { builds.keys[stack.name.text] = key }
    projects[stack.name] = project
    services[stack.name] = Set(resolved.services.map(\.name))
  }

  /// What Compose makes of the stack's files; nil where they are wrong: the stack has failed then.
  private mutating func resolve(
    _ stack: Stack, _ project: ComposeProject
  ) throws(ComposeError) -> ResolvedProject? {
    do {
      return try compose.config(project, deadline: site.limit(Deadlines.config))
    } catch {
      warn(error.warnings, stack)
      guard error.failure.isInFiles else { throw error }
      var problem = error.problem
      problem.place = .init(stack.composeFiles.joined(separator: ", "))
      fail(stack.name, problem)
      return nil
    }
  }

  /// What the images of a stack are built from, as far as the repository goes: when it is another
  /// one than at the last build, they are built again.
  private func buildKey(_ stack: Stack) -> String {
    let folders = [stack.name.folder, "global", "host/\(declaration.host)"]
    return folders.map { folder in
      let entry = try? repository.entry(of: revision.commit.tree, at: folder)
      return (entry ?? nil)?.id.hex ?? "-"
    }.joined(separator: " ")
  }
}
