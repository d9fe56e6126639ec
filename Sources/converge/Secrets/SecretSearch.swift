internal import Cycle
internal import Model
internal import Posix

/// The secrets of the repository that a person stands in.
enum SecretSearch {
  /// The paths of all `*.secret.*`, from the working folder where they are beneath it.
  static func files() throws(Failure) -> [String] {
    let here = Host.folder
    guard let root = RecipientNames.root(of: "\(here)/.") else {
      throw .plain("\(here) is in no Git repository", hint: "name the files")
    }
    var found: [String] = []
    do throws(PosixError) {
      try search(try Folder.open(root), &found)
    } catch {
      throw Failure(error)
    }
    return found.map { path in
      path.hasPrefix("\(here)/") ? String(path.dropFirst(here.count + 1)) : path
    }
  }

  private static func search(_ folder: borrowing Folder, _ found: inout [String]) throws(PosixError)
  {
    for name in try folder.names()
    where name != ".git" && !name.hasPrefix(Folder.temporaryPrefix) {
      guard let status = try folder.status(ofEntry: name) else { continue }
      switch status.kind {
      case .file where SecretFile.isOne(named: name): found.append(folder.full(name))
      case .folder:
        // what belongs to a container may be closed to us
        if let inner = try? folder.folder(name) { try? search(inner, &found) }
      default: break
      }
    }
  }
}
