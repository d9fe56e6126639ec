extension WatchedContainer {
  /// What a look at it shows that no time heals; nil where all is well, or may become so.
  ///
  /// How often a one-shot was started again does not matter, as long as it ends well in time.
  ///
  /// - Parameters:
  ///   - look: nil where it does not exist any more.
  ///   - startedAt: when it was started as far as was seen before; nil where it was not.
  ///   - exitCode: how it ended last; nil where nobody told.
  func fault(
    _ look: ContainerLook?, startedAt: String?, exitCode: Int?
  ) -> ContainerFault.Kind? {
    guard let look, look.state != .removing, look.state != .dead else { return .gone }
    if let imageID, look.imageID != imageID { return .otherImage }
    if !carriesLabels(look) { return .otherLabels }
    switch look.state {
    case .created, .exited:
      if !look.error.isEmpty { return .notStarted(look.error) }
      let isWell = look.state == .created || isOneShot && look.exitCode == 0
      return isWell ? nil : .exited(code: look.exitCode)
    default: break
    }
    if isOneShot { return nil }
    if let times = restarts(look, startedAt: startedAt) {
      return .restarted(
        times: times, code: look.state == .restarting ? look.exitCode : exitCode)
    }
    return look.state == .running && look.health == .unhealthy ? .unhealthy : nil
  }

  private func carriesLabels(_ look: ContainerLook) -> Bool {
    look.project == project && look.service == service
      && (configHash == nil || look.configHash == configHash)
  }

  /// How often it was started again since the stack came up; nil where it was not.
  func restarts(_ look: ContainerLook, startedAt: String?) -> Int? {
    // whoever starts it sets the Engine's counter to zero
    let before = look.restarts < restarts ? 0 : restarts
    let isOther = startedAt != nil && look.startedAt != nil && look.startedAt != startedAt
    let times = max(look.restarts - before, isOther || look.state == .restarting ? 1 : 0)
    return times > 0 ? times : nil
  }
}
