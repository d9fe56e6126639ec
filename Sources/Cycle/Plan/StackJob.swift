internal import Docker
internal import Model
internal import Posix

/// A stack that is to be applied, as Compose understands it, with what becomes of its services.
struct StackJob {
  let stack: Stack
  /// The commit that it comes from, in hexadecimal digits.
  let commit: String
  let causes: [Cause]
  let project: ComposeProject
  let resolved: ResolvedProject
  /// What the receipts of its services would say now, but for what only containers can tell.
  var wanted: [String: ServiceReceipt]
  /// What it uses outside its folder.
  let reach: [String]
  /// What it is made of, its reach included.
  let digests: Digests
  let receipt: StackReceipt?
  var steps: [ServiceStep]

  var name: StackName { stack.name }

  /// Whether it is more than mending what drifted: pull policies count then.
  var isDeployment: Bool {
    causes.contains { cause in
      if case .drift = cause { return false }
      return true
    }
  }

  /// What is tried, to be recognised later.
  var attempt: Attempt {
    Attempt(commit: commit, deployment: digests.deployment, reach: reach)
  }

  /// What is deployed, to be put back later.
  ///
  /// - Parameter containers: of the stack, as they are now.
  func version(_ containers: [Container]) -> StackRecord.Version {
    var version = StackRecord.Version(
      commit: commit, deployment: digests.deployment, time: WallClock.now,
      access: try? SecretRules.access(of: stack, resolved.secrets))
    // a one-shot that is done may have run what its image's name meant before
    let (done, others) = (
      resolved.services.filter(\.isOneShot), resolved.services.filter { !$0.isOneShot }
    )
    for service in done + others {
      version.services[service.name] = service.image
      if let own = containers.of(service.name).first { version.images[service.image] = own.imageID }
    }
    return version
  }

  /// The same with its one-shots at rest: going back to an earlier version never runs them again.
  var withoutOneShots: StackJob {
    var job = self
    for index in steps.indices where resolved[steps[index].service]?.isOneShot == true {
      if [.run, .probe].contains(steps[index].action) { job.steps[index].action = .rest }
    }
    return job
  }

  /// The services with one of these actions.
  func services(_ actions: ServiceStep.Action...) -> [String] {
    steps.filter { actions.contains($0.action) }.map(\.service)
  }

  /// The services to update that live in the network, or another namespace, of one of these, and
  /// are none of them.
  func joined(to services: [String]) -> [String] {
    var found = Set(services)
    var result: [String] = []
    while let next = resolved.services.first(where: {
      !found.contains($0.name) && !found.isDisjoint(with: $0.joins)
    }) {
      found.insert(next.name)
      result.append(next.name)
    }
    let updated = Set(self.services(.update))
    return result.filter(updated.contains)
  }

  /// Why something was done to a service: for its own causes, for those of the whole stack, or
  /// because Compose found that it must.
  ///
  /// - Parameters:
  ///   - remade: the services that have other containers than before.
  ///   - containers: of the stack, as they are now.
  ///   - compose: the version of Compose.
  func causes(
    of service: String?, remade: Set<String>, _ containers: [Container], compose: String?
  ) -> [Cause] {
    let own = steps.first { $0.service == service }?.causes ?? []
    if !own.isEmpty { return own }
    guard let receipt, causes != [.containersMissing] else { return causes }
    if let other = otherImage(of: service, containers) { return [other] }
    let dependencies = service.flatMap { resolved[$0]?.dependencies.keys.sorted() } ?? []
    if let other = dependencies.first(where: remade.contains) { return [.dependency(other)] }
    return [.compose(from: receipt.compose, to: compose)]
  }

  /// An image that has the name it had, and is another one.
  private func otherImage(of service: String?, _ containers: [Container]) -> Cause? {
    guard let service, let applied = receipt?.services[service], let old = applied.imageID,
      let new = containers.of(service).first?.imageID, new != old
    else { return nil }
    return .imageContent(applied.image, from: old, to: new)
  }
}
