/// Why an action is taken.
public enum Cause: Equatable, Sendable, CustomStringConvertible {
  /// It was never applied here, and no container of it exists.
  case firstDeployment
  /// It was applied before, but none of its containers is left.
  case containersMissing
  /// Files of the stack, or that it uses, differ between the commit last applied and this one.
  case changed([String])
  /// Nothing differs: what runs is compared with what is declared, and mended.
  case unchanged
  /// It runs, but no cycle has applied it to its end.
  case notApplied
  /// A Compose project that the list of this host does not name.
  case notDeclared(host: String)

  public var description: String {
    switch self {
    case .firstDeployment: "first deployment"
    case .containersMissing: "its containers were gone"
    case .changed(let paths): "changed: \(Cause.abbreviate(paths))"
    case .unchanged: "nothing changed in the repository"
    case .notApplied: "not yet applied from this repository"
    case .notDeclared(let host): "not declared for \(host)"
    }
  }

  private static func abbreviate(_ paths: [String]) -> String {
    let shown = paths.prefix(3).joined(separator: ", ")
    return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
  }
}
