public import Model

/// A stack as Compose understands it, and what Compose is not sure of.
public struct Resolution: Equatable, Sendable {
  public var project: ResolvedProject
  public var warnings: [ComposeWarning]

  public init(project: ResolvedProject, warnings: [ComposeWarning] = []) {
    self.project = project
    self.warnings = warnings
  }
}
