internal import Docker
internal import Model

/// Removing what a stack leaves behind.
extension Work {
  /// Removes the images that an earlier version of a verified stack used and nothing needs any more.
  /// What cannot be removed is tried again when the stack is verified the next time.
  func removeOldImages(of stack: StackName) throws(Failure) {
    let record = try site.record(of: stack)
    let keeping: ImageKeeping
    do {
      keeping = ImageKeeping(
        recorded: record.images, current: current(record, stack),
        used: Set(try site.engine.containers().map(\.imageID)),
        others: try neededByOthers(stack).union(neededSoon),
        present: try presentImages())
    } catch {
      guard let error = error as? EngineError else { throw .failed(Problem("\(error)")) }
      return note(.warning, "\(error)", stack.text)
    }
    var remaining = keeping.remaining
    for removal in keeping.removals where !remove(removal, of: stack) {
      remaining[removal.id] = record.images[removal.id]
    }
    try site.change(stack) { $0.images = remaining }
  }

  /// The same for the stacks that this cycle had nothing to do for, where one that was cut off had
  /// verified them and came no further.
  func removeForgottenImages() throws(Failure) {
    if planner.selection != nil { return }
    for stack in declaration.stacks.map(\.name) where jobs[stack] == nil && !site.isOnHold(stack) {
      let record = try site.record(of: stack)
      let isVerified = record.verified?.deployment == record.applied?.deployment
      guard isVerified, record.verified != nil, record.heldBack == nil,
        !current(record, stack).isSuperset(of: record.images.keys)
      else { continue }
      try removeOldImages(of: stack)
    }
  }

  private func current(_ record: StackRecord, _ stack: StackName) -> Set<String> {
    Set(record.verified.map { Array($0.images.values) } ?? [])
      .union(record.applied.map { Array($0.images.values) } ?? [])
  }

  private func neededByOthers(_ stack: StackName) throws(Failure) -> Set<String> {
    try site.stackRecords().filter { $0.key != stack.text }.values
      .reduce(into: []) { $0.formUnion($1.images.keys) }
  }

  /// The images of what has not come up yet.
  private var neededSoon: [String] {
    pendingJobs.flatMap(\.resolved.services).compactMap { site.imageID($0.image) }
  }

  private func presentImages() throws(EngineError) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for image in try site.engine.images() { result[image.id] = image.tags + image.digests }
    return result
  }

  /// - Returns: whether the Engine answered, and so has done with it.
  private func remove(_ removal: ImageKeeping.Removal, of stack: StackName) -> Bool {
    for reference in removal.references {
      do {
        if try site.engine.removeImage(reference) == .removed {
          note(.info, "removed the image \(reference.withShortDigests)", stack.text)
        }
      } catch {
        note(.debug, "\(error)", stack.text)
        return false
      }
    }
    return true
  }
}
