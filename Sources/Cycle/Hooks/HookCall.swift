internal import Docker
internal import Model
internal import Posix

/// A hook that is to run, and all that it is told.
struct HookCall {
  let hook: Hook
  let stack: StackName
  /// This host's name in the repository.
  let host: String
  /// The commit that is deployed, or that does not declare the stack any more.
  let commit: String
  /// The commit from which the stack was deployed before; nil where it never was.
  let previous: String?
  /// The absolute path of the checkout.
  let checkout: String
  /// The absolute path of the folder that holds the hooks' files.
  let folder: String

  var program: String { "\(folder)/\(hook.rawValue)" }

  /// The stack's folder in the checkout, whether or not it is there.
  var stackFolder: String { "\(checkout)/\(stack.folder)" }

  /// Where it starts: in the stack's folder, or, before the first deployment and after the folder
  /// has gone, beside the hook.
  var workingFolder: String {
    guard let root = try? Folder.open(checkout), (try? root.folder(stack.folder)) != nil else {
      return folder
    }
    return stackFolder
  }

  /// The whole environment, as "NAME=value": what `docker` finds in its own, and what the hook is
  /// told. Each name is always there.
  func environment(_ docker: ChildEnvironment) -> [String] {
    docker.variables + [
      "CONVERGE_HOOK=\(hook.rawValue)", "CONVERGE_STACK=\(stack)", "CONVERGE_HOST=\(host)",
      "CONVERGE_COMMIT=\(commit)", "CONVERGE_PREVIOUS_COMMIT=\(previous ?? "")",
      "CONVERGE_FOLDER=\(stackFolder)", "CONVERGE_CHECKOUT=\(checkout)",
    ]
  }

  /// What the hook's failure is called, with what to do.
  func failure(_ why: String) -> Problem {
    Problem("hook \(hook.rawValue) of \(stack) failed: \(why)", hint: hook.hint(stack))
  }

  /// Why it cannot be started; nil where it can.
  func obstacle() -> Problem? {
    let status: FileStatus
    do {
      status = try FileStatus.of(program)
    } catch {
      return failure("\(error)")
    }
    return hook.obstacle(
      stack, isFile: status.kind == .file, isExecutable: status.permissions & 0o111 != 0)
  }
}
