import TestSupport
import Testing

@Suite("the checkout", .laboratory) struct CheckoutTests {
  let world: World

  init() throws {
    world = try World(
      list("web"),
      stack("web", service("app", "worker:1", "volumes: ['.:/stack', './data:/data']")),
      [
        "stacks/web/conf/app.conf": "one\n", "stacks/web/notes": "one\n",
        ".gitignore": "*.ignored\n",
      ])
    try world.cycle()
  }

  private func inStack(_ path: String) -> String { "\(world.host.checkout)/stacks/web/\(path)" }

  /// Runs a shell in the container that has the stack's folder mounted.
  private func inContainer(_ command: String) throws {
    _ = try world.engine.execute(world.container("web"), "sh", "-ec", command)
  }

  /// The text of the one file kept aside for a path.
  private func kept(_ path: String, _ inside: String = "") throws -> String? {
    let name = try must(["sh", "-c", "echo \(inStack(path)).converge-kept-*"])
    return read(name + inside)
  }

  @Test("is nobody else's; its files are 0644 or 0755 whatever the umask")
  func modes() throws {
    try write("#!/bin/sh\n", to: "\(world.remote.clone)/stacks/web/hook", mode: 0o755)
    try world.commit()
    let command = "umask 077; exec \(Program.converge) --config \(world.host.configuration)"
    try must(
      ["sh", "-c", command], environment: plainEnvironment.merging(["HOME": "/root"]) { $1 })
    #expect(metadata(world.host.checkout)?.mode == 0o700)
    #expect(metadata(inStack("hook"))?.mode == 0o755)
    #expect(metadata(inStack("notes"))?.mode == 0o644)
    #expect(metadata(inStack("conf"))?.mode == 0o755)
    #expect(metadata(world.host.state)?.mode == 0o700)
  }

  @Test("keeps the inode of what did not change, and replaces what did")
  func inodes() throws {
    let before = (metadata(inStack("notes")), metadata(inStack("conf/app.conf")))
    try world.deploy(["stacks/web/conf/app.conf": "two\n"])
    #expect(metadata(inStack("notes"))?.inode == before.0?.inode)
    #expect(metadata(inStack("conf/app.conf"))?.inode != before.1?.inode)
    #expect(world.host.file("stacks/web/conf/app.conf") == "two\n")
  }

  /// How many packs there are, after a number of them came with a file each.
  private func packs(bringing count: Int) throws -> Int {
    let script = """
      cd "$0"
      for number in $(seq \(count)); do
        id=$(echo "file $number" | git hash-object -w --stdin)
        echo "$id" | git pack-objects -q .git/objects/pack/pack >/dev/null
      done
      git prune-packed
      ls .git/objects/pack/*.pack | wc -l
      """
    return Int(try must(["bash", "-ec", script, world.host.checkout])) ?? 0
  }

  @Test("does not gather a pack of each commit for ever, and says where it cannot join them")
  func packs() throws {
    #expect(try packs(bringing: 40) == 41)
    try world.deploy(["stacks/web/notes": "two\n"])
    #expect(try packs(bringing: 0) == 1)
    #expect(try world.cycle().stderr == "")
    try world.deploy(["stacks/web/notes": "three\n"])
    #expect(world.host.file("stacks/web/notes") == "three\n")
    #expect(try packs(bringing: 0) == 2)

    #expect(try packs(bringing: 40) == 42)
    let folder = "\(world.host.checkout)/.git/objects/.converge-new-joined"
    try must(["sh", "-c", "mkdir '\(folder)' && mount -t tmpfs -o ro tmpfs '\(folder)'"])
    let output = try world.deploy(["stacks/web/notes": "four\n"])
    #expect(output.stderr.contains("cannot join the packs"), "\(output)")
    try must(["umount", folder])
    try world.deploy(["stacks/web/notes": "five\n"])
    #expect(try packs(bringing: 0) == 1)
  }

  @Test("loses local edits of tracked files")
  func localEdits() throws {
    try write("edited\n", to: inStack("conf/app.conf"))
    try must(["rm", inStack("notes")])
    try must(["chmod", "600", inStack("compose.yaml")])
    try world.cycle()
    #expect(world.host.file("stacks/web/conf/app.conf") == "one\n")
    #expect(world.host.file("stacks/web/notes") == "one\n")
    #expect(metadata(inStack("compose.yaml"))?.mode == 0o644)
  }

  @Test("is made whole again after a person deleted a stack's folder")
  func folderDeleted() throws {
    try must(["rm", "-r", inStack("")])
    try world.cycle()
    #expect(world.host.file("stacks/web/notes") == "one\n")
    #expect(try world.container("web").isRunning)
  }

  @Test("keeps untracked and ignored files through changes and removals")
  func untracked() throws {
    let files = ["data/thing", "conf/thing", "thing.ignored"]
    for file in files { try inContainer("echo precious >/stack/\(file)") }
    try world.deploy(["stacks/web/conf/app.conf": "two\n"])
    try world.deploy(removed("stacks/web/conf"))
    try world.deploy(list(), removed("stacks/web"))
    for file in files { #expect(read(inStack(file)) == "precious\n") }
    #expect(world.host.file("stacks/web/notes") == nil)
  }

  @Test("moves an untracked file that is in the way aside, and says so")
  func untrackedFileInTheWay() throws {
    try write("precious\n", to: inStack("list"))
    let output = try world.deploy(["stacks/web/list": "from the commit\n"])
    #expect(read(inStack("list")) == "from the commit\n")
    #expect(try kept("list") == "precious\n")
    #expect(output.text.contains("list.converge-kept-"), "\(output)")
  }

  @Test("moves an untracked folder that is in the way aside")
  func untrackedFolderInTheWay() throws {
    try inContainer("echo precious >/data/thing")
    try world.deploy(
      stack("web"), ["stacks/web/data": "a file now\n"])
    #expect(read(inStack("data")) == "a file now\n")
    #expect(try kept("data", "/thing") == "precious\n")
  }

  @Test("moves a file aside that was changed here and is tracked no more")
  func grownAndUntracked() throws {
    try write("one\nand more\n", to: inStack("notes"))
    try world.deploy(removed("stacks/web/notes"))
    #expect(metadata(inStack("notes")) == nil)
    #expect(try kept("notes") == "one\nand more\n")
  }

  @Test("never writes through a link that a container planted in place of a file")
  func plantedFile() throws {
    let outside = try Folder("outside")
    try write("not yours\n", to: outside["victim"])
    try inContainer("ln -sf \(outside["victim"]) /stack/conf/app.conf")
    try world.deploy(["stacks/web/conf/app.conf": "two\n"])
    #expect(read(outside["victim"]) == "not yours\n")
    #expect(try must(["stat", "-c", "%F", inStack("conf/app.conf")]) == "regular file")
    #expect(read(inStack("conf/app.conf")) == "two\n")
  }

  @Test("never writes through a link that a container planted in place of a folder")
  func plantedFolder() throws {
    let outside = try Folder("outside")
    try write("not yours\n", to: outside["app.conf"])
    try inContainer("mv /stack/conf /stack/old; ln -s \(outside.path) /stack/conf")
    let output = try world.deploy(
      ["stacks/web/conf/app.conf": "two\n", "stacks/web/conf/new.conf": "two\n"])
    #expect(read(outside["app.conf"]) == "not yours\n")
    #expect(metadata(outside["new.conf"]) == nil)
    #expect(read(inStack("conf/app.conf")) == "two\n", "\(output)")
    #expect(try must(["stat", "-c", "%F", inStack("conf")]) == "directory")
  }

  @Test("never decrypts through a planted link")
  func plantedSecret() throws {
    let outside = try Folder("outside")
    try write("not yours\n", to: outside["victim"])
    try inContainer("ln -s \(outside["victim"]) /stack/.decrypted.app.secret.env")
    try world.deploy(secret("stacks/web/app.secret.env", "TOKEN=opensesame\n"))
    #expect(read(outside["victim"]) == "not yours\n")
    let plaintext = inStack(".decrypted.app.secret.env")
    #expect(try must(["stat", "-c", "%F %a", plaintext]) == "regular file 600")
  }
}
