internal import Docker
internal import Model
internal import Posix
internal import Secrets

extension Site {
  /// Pulls images, several at once.
  ///
  /// - Parameter images: with the stacks that need them.
  /// - Returns: why, for each that could not be had.
  func pull(
    _ images: [WantedImage: [StackName]], _ masker: Masker
  ) throws(Failure) -> [WantedImage: Problem] {
    var limits = Puller.Limits()
    limits.jobs = settings.jobs
    let puller = Puller(
      engine, environment: childEnvironment, lock: lock.raw, stop: interruption.raw,
      signal: interruption.signal, limits: limits)
    var waiting: [WantedImage: Instant] = [:]
    let failures = puller.pull(
      images.keys.sorted { $0.name < $1.name },
      deadline: .now.adding(seconds: limit(deadlines.pull)),
      progress: { image, state in
        if case .waiting(let until, let error) = state, waiting[image] != until {
          waiting[image] = until
          let words = masker.mask("\(error); trying again")
          for stack in Set(images[image] ?? []) {
            reporter.note(Event(.warning, words, stack: stack.text, stage: .images))
          }
        }
        reporter.progress(progress(masker.mask(image.name.withShortDigests), state))
      })
    try check()
    return failures.mapValues(\.problem)
  }

  /// What the Engine means by the name of an image; nil where it has none of that name.
  func imageID(_ name: String) -> String? { (try? engine.image(name))??.id }

  /// The id of the image that a container shall run: its own where that is the one of the digest
  /// that the name has.
  func expectedImage(of container: Container, named name: String) -> String? {
    let own = (try? engine.image(container.imageID)) ?? nil
    if let digest = ImageVersion(name).digest, let own,
      own.digests.contains(where: { $0.hasSuffix("@\(digest)") })
    {
      return own.id
    }
    return imageID(name)
  }

  private func progress(_ name: String, _ state: PullJob.State) -> Progress {
    switch state {
    case .pulling(let progress):
      return .pulling(
        image: name, done: progress.received, total: progress.total > 0 ? progress.total : nil)
    case .login, .checking, .waiting: return .pulling(image: name, done: 0, total: nil)
    case .done, .failed: return .pulled(image: name)
    }
  }
}
