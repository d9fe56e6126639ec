internal import Docker
internal import Model

/// A stack that is to be applied, as Compose understands it, with what becomes of its services.
struct StackJob {
  let stack: Stack
  let causes: [Cause]
  let project: ComposeProject
  let resolved: ResolvedProject
  /// What the receipts of its services would say now, but for what only containers can tell.
  let wanted: [String: ServiceReceipt]
  /// What it uses outside its folder.
  let reach: [String]
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

  /// The services with one of these actions.
  func services(_ actions: ServiceStep.Action...) -> [String] {
    steps.filter { actions.contains($0.action) }.map(\.service)
  }

  /// Why something was done to a service: for its own causes, for those of the whole stack, or
  /// because Compose found that it must.
  ///
  /// - Parameter compose: the version of Compose.
  func causes(of service: String?, compose: String?) -> [Cause] {
    let own = steps.first { $0.service == service }?.causes ?? []
    if !own.isEmpty { return own }
    guard let receipt, causes != [.containersMissing] else { return causes }
    return [.compose(from: receipt.compose, to: compose)]
  }
}
