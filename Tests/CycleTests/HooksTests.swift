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

  @Test(
    "that could not be started are told before one has to be",
    arguments: [
      ("printf '#!/bin/sh\n' >$0", "is not executable"), ("mkdir $0; >$0/x", "is not a file"),
      (">$0; chmod +x $0", "is neither a script nor a program"),
      ("printf '#! /no/such/shell -e\n' >$0; chmod +x $0", "wants /no/such/shell, which is not"),
      ("printf '#!/bin/sh\n' >$0; chmod +x $0", nil), ("cp /bin/true $0", nil),
    ] as [(String, String?)])
  func obstacle(_ script: String, _ words: String?) throws {
    let hooks = try hooks(
      ["stacks/shop/x": ""],
      shell: "mkdir hooks; set -- hooks/post-deploy; \(script.replacing("$0", with: "$1"))")
    let obstacle = hooks.obstacle(shop, try Repository.open(remote.clone))
    if let words {
      #expect(obstacle?.message.hasPrefix("hook post-deploy of shop \(words)") == true)
      #expect(obstacle?.hint != nil)
    } else {
      #expect(obstacle == nil)
    }
  }

  @Test("that are named almost right are told apart from what stands beside hooks")
  func misnamed() throws {
    let names = [
      "predeploy", "post_deploy", "Pre-Teardown", "pre-deploy.sh", "backup.sh", "lib/pre-deploy",
    ]
    let hooks = try hooks(
      Dictionary(uniqueKeysWithValues: names.map { ("stacks/shop/hooks/\($0)", "") }))
    #expect(
      Set(hooks.misnamed(shop)) == Set(names.prefix(4).map { "stacks/shop/hooks/\($0)" }))
  }
}
