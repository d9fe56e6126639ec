internal import Model

/// A program of the repository that runs on the host around what is done to a stack.
enum Hook: String, CaseIterable {
  /// From the commit that is about to be deployed, before the stack's folder changes.
  case preDeploy = "pre-deploy"
  /// From the commit that was deployed, after its containers were verified.
  case postDeploy = "post-deploy"
  /// From the commit that was deployed last, before the project is removed.
  case preTeardown = "pre-teardown"

  /// Its path in the repository.
  func path(of stack: StackName) -> String { "\(Hooks.folder(of: stack))/\(rawValue)" }

  /// What it means that it failed, and what to do.
  func hint(_ stack: StackName) -> String {
    switch self {
    case .preDeploy:
      "the stack was left as it is; mend what the hook needs, or commit a change of "
        + path(of: stack)
    case .postDeploy:
      "the stack was deployed; mend what the hook needs, or commit a change of "
        + path(of: stack)
    case .preTeardown:
      "the project was left as it is; mend what the hook needs, or declare \(stack) once more with a "
        + "hook that works, or remove the project by hand: docker compose -p \(stack) down"
    }
  }

  /// Why what stands under its name cannot be started; nil where it can.
  func obstacle(_ stack: StackName, isFile: Bool, isExecutable: Bool) -> Problem? {
    let place = Problem.Place(path(of: stack))
    if !isFile {
      return Problem(
        "hook \(rawValue) of \(stack) is not a file", at: place, hint: "commit a program")
    }
    if isExecutable { return nil }
    return Problem(
      "hook \(rawValue) of \(stack) is not executable", at: place,
      hint: "git update-index --chmod=+x \(place.file), and commit that")
  }
}
