import Git
import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("What a stack reaches by links and beside what it includes")
struct LinkedReachTests {
  let remote: TestSupport.Remote

  init() throws { remote = try TestSupport.Remote() }

  /// Commits files, and what a shell makes in the folder of the stack.
  private func reach(
    _ files: [String: String], shell: String = ":", resolved: [String] = []
  ) throws -> [String] {
    try remote.commit("First", files.mapValues(Optional.some))
    try must([
      "sh", "-ec", "mkdir -p \(remote.clone)/stacks/web; cd \(remote.clone)/stacks/web; \(shell)",
    ])
    let commit = try remote.commit()
    let repository = try Repository.open(remote.clone)
    let tree = try repository.commit(try #require(ObjectID(hex: commit))).tree
    let stack = Stack(
      name: try #require(StackName("web")), composeFiles: ["stacks/web/compose.yaml"],
      environment: [])
    return try Reach.of(stack, repository, tree, resolved: resolved)
  }

  @Test("is where the links in it lead, and the links there")
  func links() throws {
    let files = [
      "a/folder/file": "", "b/file": "", "shared/compose.yaml": "include: [../../c/more.yaml]",
      "c/more.yaml": "",
    ]
    let shell = """
      ln -s ../../a/folder folder; ln -s ../../b/file ../../a/folder/link
      ln -s ../../shared/compose.yaml compose.yaml; ln -s folder inside; ln -s . circle
      """
    let found = try reach(files, shell: shell)
    for path in ["a/folder", "b/file", "shared/compose.yaml", "c/more.yaml"] {
      #expect(found.contains(path), "\(path) in \(found)")
    }
  }

  @Test("is what a path leads to that Compose resolved, through links on its way")
  func resolved() throws {
    let found = try reach(
      ["stacks/web/compose.yaml": "", "b/file": ""], shell: "ln -s ../../b way",
      resolved: ["stacks/web/way/file"])
    #expect(found.contains("b/file"), "\(found)")
  }

  @Test("are the files beside a Compose file that is included, by their names")
  func included() throws {
    let found = try reach([
      "stacks/web/compose.yaml": "include: [../../lib/db.yaml]\nname: note",
      "lib/db.yaml": "services: {db: {image: 'x:1', env_file: db.env, labels: [folder]}}",
      "lib/db.env": "", "lib/folder/file": "", "stacks/web/note": "",
    ])
    #expect(found == ["lib/.env", "lib/db.env", "lib/db.yaml"])
  }

  @Test("leads nowhere where a link does not")
  func nowhere() throws {
    let found = try reach(
      ["stacks/web/compose.yaml": ""],
      shell: "ln -s a b; ln -s b a; ln -s ../../../x out; ln -s /etc absolute; ln -s ../.. root")
    #expect(found.isEmpty, "\(found)")
  }
}
