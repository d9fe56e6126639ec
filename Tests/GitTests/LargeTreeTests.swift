import Testing

@testable import Git

@Suite("A few objects that stand for any number of files")
struct LargeTreeTests {
  /// A commit of which each folder holds the next one ten times.
  ///
  /// - Parameter entry: what the innermost folder holds, as `git mktree` reads it.
  private func commit(
    _ workspace: Workspace, depth: Int, width: Int = 10, _ entry: String?
  ) throws -> ObjectID {
    let script = """
      cd \(workspace.folder)/work
      export blob=$(git hash-object -w --stdin < /dev/null)
      tree=$({ \(entry.map { "echo \"\($0)\"" } ?? ":"); } | tr '@' '\\t' | git mktree)
      for level in $(seq \(depth)); do
        tree=$(for name in $(seq \(width)); do
          printf '040000 tree %s\\td%s\\n' $tree $name; done | git mktree)
      done
      git commit-tree -m bomb $tree
      """
    return try #require(ObjectID(hex: workspace.run("bash", ["-ec", script])))
  }

  @Test("is refused", arguments: ["100644 blob $blob@f", nil])
  func bomb(_ entry: String?) throws {
    let workspace = try Workspace(served: false)
    let commit = try commit(workspace, depth: 8, entry)
    let repository = try Repository.open("\(workspace.folder)/work")
    let error = try thrown(GitError.self) { _ = try repository.isComplete(commit) }
    #expect(error.code == .tooLarge)
    // ten times ten times ..., and the folders
    let count = entry == nil ? 111_111_110 : 211_111_110
    #expect(error.reason.contains("\(count) entries"), "\(error)")
  }

  @Test("is not read to its end where nobody has counted")
  func files() throws {
    let workspace = try Workspace(served: false)
    let commit = try commit(workspace, depth: 7, nil)
    let repository = try Repository.open("\(workspace.folder)/work")
    let error = try thrown(GitError.self) {
      _ = try repository.files(of: repository.commit(commit).tree)
    }
    #expect(error.code == .tooLarge)
    #expect(error.reason.contains("more than 1000000 entries"), "\(error)")
  }

  @Test("is refused also where it is deeper than any path can be")
  func deep() throws {
    let workspace = try Workspace(served: false)
    let commit = try commit(workspace, depth: 2500, width: 1, "100644 blob $blob@f")
    let repository = try Repository.open("\(workspace.folder)/work")
    #expect(try repository.isComplete(commit))
    let error = try thrown(GitError.self) {
      _ = try repository.files(of: repository.commit(commit).tree)
    }
    #expect(error.code == .invalidName)
    #expect(error.reason.contains("longer than 4000 bytes"))
  }

  @Test("is not read to its end where that is not wanted any more")
  func interrupted() throws {
    let workspace = try Workspace(served: false)
    let commit = try commit(workspace, depth: 4, "100644 blob $blob@f")
    let repository = try Repository.open("\(workspace.folder)/work")
    #expect(try repository.isComplete(commit))
    #expect(try repository.files(of: repository.commit(commit).tree)?.count == 10_000)
    var asked = 0
    repository.goesOn = {
      asked += 1
      return asked < 3
    }
    let first = try thrown(GitError.self) { _ = try repository.isComplete(commit) }
    #expect(first.code == .interrupted)
    asked = 0
    let second = try thrown(GitError.self) {
      _ = try repository.files(of: repository.commit(commit).tree)
    }
    #expect(second.code == .interrupted)
  }

  @Test("nor is a file that is too large for memory used, wherever it stands")
  func largeFile() throws {
    let workspace = try Workspace(served: false)
    let script = """
      cd \(workspace.folder)/work
      truncate -s 256M fits; truncate -s 257M file
      fits=$(git hash-object -w fits); file=$(git hash-object -w file)
      tree=$(printf '100644 blob %s\\tfits\\n' $fits | git mktree)
      git commit-tree -m fits $tree
      tree=$(printf '100644 blob %s\\tfile\\n' $file | git mktree)
      tree=$(printf '040000 tree %s\\tinner\\n' $tree | git mktree)
      tree=$(printf '040000 tree %s\\tdata\\n' $tree | git mktree)
      git commit-tree -m file $tree
      """
    let commits = try workspace.run("bash", ["-ec", script]).split(separator: "\n")
      .compactMap { ObjectID(hex: String($0)) }
    try #require(commits.count == 2)
    let repository = try Repository.open("\(workspace.folder)/work")
    #expect(try repository.isComplete(commits[0]))
    let error = try thrown(GitError.self) { _ = try repository.isComplete(commits[1]) }
    #expect(error.code == .tooLarge)
    let reason = "data/inner/file has 269484032 bytes, which is more than 256 MiB"
    #expect(error.reason == reason)
  }
}
