import Checkout
import Git
import Model
import TestSupport
import Testing

/// A repository in which commits are made and checked out by converge, and a state folder.
final class Desk {
  let remote: TestSupport.Remote
  let state: Folder
  let repository: Repository

  /// The checkout's absolute path.
  var checkout: String { remote.clone }

  init() throws {
    remote = try TestSupport.Remote()
    state = try Folder("state")
    repository = try Repository.open(remote.clone)
  }

  /// Commits what the clone has after these files and a shell's commands there; what was there
  /// before is left out.
  func commit(_ files: [String: String], shell: String = ":") throws -> Commit {
    try must(
      ["find", checkout, "-mindepth", "1", "-maxdepth", "1", "!", "-name", ".git"]
        + ["-exec", "rm", "-r", "{}", "+"])
    try remote.git("read-tree", "--empty")
    for (path, text) in files { try write(text, to: "\(checkout)/\(path)") }
    try must(["sh", "-ec", "cd \(checkout); \(shell)"])
    return try repository.commit(try #require(ObjectID(hex: try remote.commit())))
  }

  var workTree: WorkTree {
    get throws { try WorkTree(repository, root: checkout) }
  }

  /// Checks out as a cycle does.
  func checkOut(_ commit: Commit) throws {
    _ = try workTree.apply(commit: commit.id, tree: commit.tree, branch: "main", time: 0)
  }

  /// Kind, mode and path of all that stands in a folder; of links what they point to.
  func list(_ folder: String) throws -> [String] {
    let find = ["find", folder, "-mindepth", "1", "-printf", "%y %m %P %l\n"]
    return try must(find).split(separator: "\n").map { line in
      let text = String(line)
      return text.hasSuffix(" ") ? String(text.dropLast()) : text
    }.sorted()
  }
}

func name(_ text: String) throws -> StackName { try #require(StackName(text)) }
