internal import Model

extension Failure {
  /// A host configuration that cannot be used.
  init(_ error: SettingsError) {
    self = .settingsInvalid(error.problems.map { Problem("\($0)") })
  }
}
