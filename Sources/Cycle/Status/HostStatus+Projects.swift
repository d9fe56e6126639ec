internal import Model

/// What is told of projects that are not declared.
extension HostStatus {
  /// Notes the projects that stay, with why.
  ///
  /// - Parameter steps: what becomes of each project that is here and not declared.
  mutating func note(left steps: [ProjectStep]) {
    let kept = steps.filter { !$0.isRemoval }
    left = kept.map(\.project)
    leftBecause =
      kept.isEmpty ? nil : Dictionary(uniqueKeysWithValues: kept.map { ($0.project, $0.reason) })
  }

  /// The same with what becomes of the projects that are here now: those that could not be removed
  /// before are told of with why, the others with what the next cycle does.
  ///
  /// - Parameters:
  ///   - steps: of each project that is not declared.
  ///   - limit: how many projects are removed at once, at most; nil for any number.
  func showing(undeclared steps: [ProjectStep], limit: Int?) -> HostStatus {
    var status = self
    status.note(left: steps)
    let unwanted = steps.filter(\.isRemoval).map(\.project)
    var waiting = (notRemoved ?? [:]).filter { unwanted.contains($0.key) }
    var next = unwanted.filter { waiting[$0] == nil }
    if let limit, unwanted.count > limit, !stacks.isEmpty {
      for project in next { waiting[project] = Teardown.refusal(limit: limit) }
      next = []
    }
    status.notRemoved = waiting.isEmpty ? nil : waiting
    status.toRemove = next
    return status
  }

  /// The same, of a host that bears another name since.
  func named(_ name: String) -> HostStatus {
    var status = self
    if result.hasPrefix("\(host) at ") { status.result = name + result.dropFirst(host.count) }
    status.host = name
    return status
  }
}

extension ProjectStep {
  fileprivate var isRemoval: Bool { if case .remove = self { true } else { false } }
}
