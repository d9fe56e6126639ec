internal import Docker
internal import Git
internal import Model
internal import Posix

/// From what Compose says of a stack to what becomes of its services.
struct JobPlanner {
  let site: Site
  let target: Target
  let knowledge: Knowledge
  let observation: Observation
  /// - Parameters:
  ///   - project: as Compose is told of the stack.
  ///   - resolved: as Compose understands it.
  func job(
    _ stack: Stack, _ causes: [Cause], _ project: ComposeProject, _ resolved: ResolvedProject
  ) throws(Failure) -> StackJob {
    let wanted = Wanted(of: stack, target, site, replaced: knowledge.replaced)
    let receipts: [String: ServiceReceipt]
    let reach: [String]
    do {
      receipts = try wanted.receipts(of: resolved)
      reach = try Reach.of(
        stack, target.repository, target.tree(of: stack.name), resolved: wanted.paths(of: resolved))
    } catch {
      throw Failure(error)
    }
    let digests = try site.digests(of: stack, reach: reach, target)
    let receipt = knowledge.receipts[stack.name]
    let containers = observation.containers(of: stack.name.text)
    let planner = ServicePlanner(
      stack.name, resolved, wanted: receipts, receipt: receipt, containers: containers,
      newer: try newer(receipts.filter { receipt?.services[$0.key] == nil }, containers),
      changes: knowledge.changes[stack.name] ?? [],
      begun: begun(receipt?.attempt, digests))
    return StackJob(
      stack: stack, commit: target.commit(of: stack.name).id.hex, causes: causes, project: project,
      resolved: resolved, wanted: receipts,
      reach: reach, digests: digests, receipt: receipt, steps: planner.steps)
  }

  /// When the same was begun to be applied, and cut off.
  private func begun(_ attempt: StackReceipt.Attempt?, _ digests: Digests) -> Int64? {
    attempt.flatMap { $0.deployment == digests.deployment ? $0.time : nil }
  }

  /// For services that no receipt knows: the mounted files that changed after their containers
  /// started.
  private func newer(
    _ wanted: [String: ServiceReceipt], _ containers: [Container]
  ) throws(Failure) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for (service, receipt) in wanted where !receipt.mounts.isEmpty {
      guard let start = try earliestStart(of: containers.of(service)) else { continue }
      let paths = Set(receipt.mounts.flatMap(\.blobs.keys)).filter {
        knowledge.replaced.contains($0) || changed($0) > start
      }
      if !paths.isEmpty { result[service] = paths.sorted() }
    }
    return result
  }

  private func earliestStart(of containers: [Container]) throws(Failure) -> FileStatus.Time? {
    var result: FileStatus.Time?
    for container in containers {
      do throws(EngineError) {
        guard let start = try site.engine.inspect(container.id).started else { continue }
        result = result.map { min($0, start) } ?? start
      } catch {
        if !error.isMissing { throw .noEngine(Problem("\(error)")) }
      }
    }
    return result
  }

  private func changed(_ path: String) -> FileStatus.Time {
    (try? FileStatus.of("\(site.settings.checkout)/\(path)"))?.changed
      ?? FileStatus.Time(seconds: 0, nanoseconds: 0)
  }
}
