import Git
import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("The hooks that a commit has for a stack")
struct HooksTests {
  let remote: TestSupport.Remote
  let shop = StackName("shop")!

  init() throws { remote = try TestSupport.Remote() }

  /// Commits files, and what a shell makes in the folder of the stack.
  private func hooks(_ files: [String: String], shell: String = ":") throws -> Hooks {
    try remote.commit("First", files.mapValues(Optional.some))
    try must([
      "sh", "-ec", "mkdir -p \(remote.clone)/stacks/shop; cd \(remote.clone)/stacks/shop; \(shell)",
    ])
    let commit = try remote.commit()
    let repository = try Repository.open(remote.clone)
    let tree = try repository.commit(try #require(ObjectID(hex: commit))).tree
    return try Hooks.of(shop, tree, repository)
  }

  @Test("are those of the three names, with all that stands beside them") func found() throws {
    let hooks = try hooks(
      [
        "stacks/shop/hooks/pre-deploy": "", "stacks/shop/hooks/lib/common.sh": "",
        "stacks/shop/hooks/pre-dinner": "", "stacks/web/hooks/post-deploy": "",
      ], shell: "chmod +x hooks/pre-deploy")
    #expect(hooks.contains(.preDeploy))
    #expect(!hooks.contains(.postDeploy) && !hooks.contains(.preTeardown))
    #expect(hooks.entries[.preDeploy]?.kind == .executable)
    #expect(
      hooks.files.map(\.path) == [
        "stacks/shop/hooks/lib/common.sh", "stacks/shop/hooks/pre-deploy",
        "stacks/shop/hooks/pre-dinner",
      ])
  }

  @Test("are none where the stack has no such folder") func none() throws {
    let hooks = try hooks(["stacks/shop/compose.yaml": "", "stacks/shop/pre-deploy": ""])
    #expect(hooks == Hooks(entries: [:], files: []))
  }

  @Test("may be links to others") func links() throws {
    let hooks = try hooks(
      ["global/backup": "", "stacks/shop/hooks/x": ""],
      shell: "ln -s ../../../global/backup hooks/pre-deploy; chmod +x ../../global/backup")
    #expect(hooks.entries[.preDeploy]?.path == "global/backup")
    #expect(hooks.entries[.preDeploy]?.kind == .executable)
  }

  @Test("are not passed over where a link or a folder stands in their place") func odd() throws {
    let hooks = try hooks(
      ["stacks/shop/hooks/post-deploy/x": ""],
      shell: "ln -s nowhere hooks/pre-deploy")
    #expect(hooks.entries[.preDeploy]?.kind == .link)
    #expect(hooks.entries[.postDeploy]?.kind == .folder)
  }
}
