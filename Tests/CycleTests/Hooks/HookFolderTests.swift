import Git
import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("The hooks of a commit, outside the checkout")
struct HookFolderTests {
  let desk: Desk
  let web: StackName

  init() throws {
    desk = try Desk()
    web = try name("web")
  }

  private func write(_ commit: Commit) throws -> [String] {
    let hooks = HookFolder(state: desk.state.path)
    try hooks.write(web, commit.tree, desk.repository)
    let path = hooks.path(of: web)
    #expect(path == desk.state["hooks/web"])
    #expect(metadata(path)?.mode == 0o700)
    #expect(metadata(desk.state["hooks"])?.mode == 0o700)
    return try desk.list(path)
  }

  @Test("have the modes of the tree, and what stands beside them")
  func modes() throws {
    let files = ["pre-deploy": "#!/bin/sh\n", "lib/common.sh": "x=1\n", "notes": ""]
    let commit = try desk.commit(
      Dictionary(uniqueKeysWithValues: files.map { ("stacks/web/hooks/\($0)", $1) })
        .merging(["stacks/web/compose.yaml": "{}"]) { $1 },
      shell: "chmod +x stacks/web/hooks/pre-deploy")
    #expect(
      try write(commit) == ["d 700 lib", "f 600 lib/common.sh", "f 600 notes", "f 700 pre-deploy"])
    #expect(read(desk.state["hooks/web/pre-deploy"]) == "#!/bin/sh\n")
  }

  @Test("have what links lead to in the commit in the place of the links")
  func links() throws {
    let shell = """
      mkdir -p stacks/web/hooks; chmod +x global/backup; cd stacks/web/hooks
      ln -s ../../../global/backup pre-deploy; ln -s ../../../global/lib lib; ln -s lib/a a
      ln -s . circle; ln -s nowhere dangling; ln -s /etc/passwd out; ln -s ../../../../x far
      """
    let commit = try desk.commit(["global/backup": "1", "global/lib/a": "2"], shell: shell)
    #expect(try write(commit) == ["d 700 lib", "f 600 a", "f 600 lib/a", "f 700 pre-deploy"])
    #expect(read(desk.state["hooks/web/a"]) == "2")
  }

  @Test("take the place of those of before, and go")
  func replaced() throws {
    let old = try desk.commit(["stacks/web/hooks/pre-deploy": "1", "stacks/web/hooks/old/x": "1"])
    let new = try desk.commit(["stacks/web/hooks/pre-deploy": "2"])
    let none = try desk.commit(["stacks/web/compose.yaml": "{}"])
    _ = try write(old)
    try must(["ln", "-s", "/etc", desk.state["hooks/web/link"]])
    #expect(try write(new) == ["f 600 pre-deploy"])
    #expect(read(desk.state["hooks/web/pre-deploy"]) == "2")
    #expect(try write(none) == [])
    _ = try write(old)
    HookFolder(state: desk.state.path).remove(web)
    #expect(metadata(desk.state["hooks/web"]) == nil)
    #expect(metadata("/etc/passwd") != nil)
  }
}
