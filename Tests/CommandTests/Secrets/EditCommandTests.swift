import Glibc
import TestSupport
import Testing

@Suite("converge secrets edit")
struct EditCommandTests {
  private let desk: SecretsDesk

  init() throws {
    desk = try SecretsDesk()
    try desk.encrypt("A=1\nB=2\n", to: "a.secret.env")
  }

  private var file: String? { read(desk.folder["a.secret.env"]) }

  @Test("encrypts what was changed, and leaves nothing behind") func changed() throws {
    let before = try #require(file)
    let done = try desk.converge("edit", "a.secret.env", editor: "sed -i s/2/3/")
    #expect(done.stdout == "a.secret.env: changed B\n" && done.stderr.isEmpty)
    #expect(try desk.decrypt("a.secret.env") == "A=1\nB=3")
    #expect(
      desk.changes(of: "a.secret.env", since: before) == ["B", "sops_lastmodified", "sops_mac"]
        || desk.changes(of: "a.secret.env", since: before) == ["B", "sops_mac"])
    #expect(desk.edits.isEmpty)
  }

  @Test(
    "writes nothing where nothing changed",
    arguments: ["true", "sed -i s/x/y/", "sh -c 'echo >> $0'"])
  func unchanged(_ editor: String) throws {
    let before = metadata(desk.folder["a.secret.env"])?.inode
    let done = try desk.converge("edit", "a.secret.env", editor: editor)
    #expect(done.stdout == "a.secret.env: nothing changed, nothing written\n")
    #expect(metadata(desk.folder["a.secret.env"])?.inode == before)
    #expect(desk.edits.isEmpty)
  }

  @Test("gives the editor a file for its owner alone, in memory, with its name") func given() throws
  {
    let script = "stat -c '%a %n' \"$1\" \"$(dirname \"$1\")\" > '\(desk.folder["seen"])'"
    _ = try desk.converge("edit", "a.secret.env", editor: try desk.editor(script))
    let seen = (read(desk.folder["seen"]) ?? "").split(separator: "\n")
    #expect(seen.first?.hasPrefix("600 /dev/shm/") == true)
    #expect(seen.first?.hasSuffix("/a.secret.env") == true)
    #expect(seen.last?.hasPrefix("700 /dev/shm/") == true)
  }

  @Test("makes a new file on the terms of .sops.yaml") func new() throws {
    let editor = "sh -c 'echo N=1 >> $0'"
    #expect(try desk.converge("edit", "new.secret.env", editor: "true").status == 0)
    #expect(read(desk.folder["new.secret.env"]) == nil)
    let made = try desk.converge("edit", "new.secret.env", editor: editor)
    #expect(made.stdout == "new.secret.env: new file, added N\n" && made.stderr.isEmpty)
    #expect(try desk.decrypt("new.secret.env") == "N=1")
  }

  @Test("keeps what does not parse where nobody can be asked") func broken() throws {
    let before = file
    let done = try desk.converge("edit", "a.secret.env", editor: "sed -i s/B=2/oops/")
    #expect(done.status == 65)
    #expect(done.stderr.contains("a.secret.env:2: expected KEY=value"))
    let kept = try #require(desk.edits.first)
    #expect(done.stderr.contains("what you edited is in \(kept)"))
    #expect(read(kept) == "A=1\noops\n")
    #expect(file == before)
    #expect(done.stderr.contains("in memory until you log out or restart"))
    // the command that it names takes the edit up again
    try write("A=1\nB=4\n", to: kept, mode: 0o600)
    let again = try desk.converge("edit", "a.secret.env", editor: "cp \(kept)")
    #expect(done.stderr.contains("VISUAL='cp \(kept)' converge secrets edit a.secret.env, then rm"))
    #expect(again.stdout == "a.secret.env: changed B\n")
  }

  @Test("offers to edit what does not parse again") func again() throws {
    let script = "if grep -q B= \"$1\"; then sed -i s/B=/B/ \"$1\"; else echo C=3 > \"$1\"; fi"
    let person = try desk.terminal("edit", "a.secret.env", editor: try desk.editor(script))
    try person.expect("a.secret.env:2: expected KEY=value")
    try person.answer("edit again? [Y/n] ", "")
    try person.expect("a.secret.env: added C; removed A, B")
    #expect(try person.wait() == 0)
    #expect(try desk.decrypt("a.secret.env") == "C=3")
    #expect(desk.edits.isEmpty)
  }

  @Test("keeps it where a person does not want to go on") func declined() throws {
    let before = file
    let person = try desk.terminal("edit", "a.secret.env", editor: "sed -i s/B=/B/")
    try person.answer("edit again? [Y/n] ", "n")
    #expect(try person.wait() == 1)
    #expect(desk.edits.count == 1 && person.shown.contains(desk.edits[0]))
    #expect(file == before)
  }

  @Test("does not write over what somebody else wrote meanwhile") func meanwhile() throws {
    let script = "echo B=9 >> \"$1\"; echo other > '\(desk.folder["a.secret.env"])'"
    let done = try desk.converge("edit", "a.secret.env", editor: try desk.editor(script))
    #expect(done.status == 1)
    #expect(done.stderr.contains("a.secret.env was changed meanwhile: nothing was written"))
    #expect(file == "other\n")
    #expect(desk.edits.count == 1 && done.stderr.contains(desk.edits[0]))
  }

  @Test(
    "throws the edit away where the editor fails", arguments: ["false", "kill -9 $$", "nowhere"])
  func failed(_ script: String) throws {
    let before = file
    let editor = script == "nowhere" ? "/nowhere" : try desk.editor("echo X=1 >> \"$1\"; \(script)")
    let done = try desk.converge("edit", "a.secret.env", editor: editor)
    #expect(done.status == 1 && done.stderr.contains("editor"))
    #expect(desk.edits.isEmpty && file == before)
  }

  @Test("tells of an order and of comments that changed, and of files without keys")
  func others() throws {
    let done = try desk.converge("edit", "a.secret.env", editor: "sed -i 1i#x")
    #expect(done.stdout == "a.secret.env: changed comments or the order of keys\n")
    try desk.encrypt("x", to: "b.secret.conf")
    let whole = try desk.converge("edit", "b.secret.conf", editor: "sed -i s/x/y/")
    #expect(whole.stdout == "b.secret.conf: changed\n")
  }

  @Test("is not for folders, and warns of files that no host decrypts") func places() throws {
    try write("", to: desk.folder["stacks/web/x"])
    for folder in ["stacks/", "stacks/web"] {
      let refused = try desk.converge("edit", folder, editor: "true")
      #expect(refused.status == 1)
      #expect(refused.stderr.hasPrefix("converge: error: \(folder) is a folder\n"))
    }
    let done = try desk.converge("edit", "stacks/web/x.env", editor: "sh -c 'echo N=1 >> $0'")
    #expect(done.stdout == "stacks/web/x.env: new file, added N\n")
    #expect(
      done.stderr == "converge: warning: stacks/web/x.env: no host decrypts it: hosts decrypt "
        + "*.secret.* only\n")
  }

  @Test("follows a link, and keeps the mode") func link() throws {
    try must(["chmod", "640", desk.folder["a.secret.env"]])
    try must(["ln", "-s", "../a.secret.env", desk.folder["host/link.secret.env"]])
    #expect(try desk.converge("edit", "host/link.secret.env", editor: "sed -i s/2/3/").status == 0)
    #expect(metadata(desk.folder["a.secret.env"])?.mode == 0o640)
    #expect(try must(["readlink", desk.folder["host/link.secret.env"]]) == "../a.secret.env")
    #expect(try desk.decrypt("a.secret.env") == "A=1\nB=3")
  }

  @Test("outlives Ctrl-C, which is the editor's", arguments: ["", "X=1 ", "true; "])
  func interrupted(_ before: String) throws {
    let script = """
      trap 'sed -i s/2/3/ "$1"; exit 0' INT
      echo ready
      while :; do sleep 0.1; done
      """
    let editor = before + (try desk.editor(script))
    let person = try desk.terminal("edit", "a.secret.env", editor: editor)
    try person.expect("ready")
    try person.type("\u{3}")
    try person.expect("a.secret.env: changed B")
    #expect(try person.wait() == 0)
    #expect(try desk.decrypt("a.secret.env") == "A=1\nB=3")
  }

  @Test("ends the editor and leaves nothing behind when told to end", arguments: [SIGTERM, SIGHUP])
  func ended(_ signal: Int32) throws {
    let script = "echo $$ > \(desk.folder["pid"]); echo ready; exec sleep 60"
    let person = try desk.terminal("edit", "a.secret.env", editor: try desk.editor(script))
    try person.expect("ready")
    #expect(desk.edits.count == 1)
    kill(person.pid, signal)
    #expect(try person.wait() == 128 + signal)
    #expect(kill(Int32((read(desk.folder["pid"]) ?? "").dropLast()) ?? 0, 0) == -1)
    #expect(desk.edits.isEmpty)
    #expect(try desk.decrypt("a.secret.env") == "A=1\nB=2")
  }

  @Test("keeps what was saved in the editor when told to end", arguments: [SIGTERM, SIGHUP])
  func endedLate(_ signal: Int32) throws {
    let script = "echo X=1 >> $1; echo ready; exec sleep 60"
    let person = try desk.terminal("edit", "a.secret.env", editor: try desk.editor(script))
    try person.expect("ready")
    kill(person.pid, signal)
    #expect(try person.wait() == 128 + signal)
    #expect(try desk.decrypt("a.secret.env") == "A=1\nB=2")
    let kept = try #require(desk.edits.first)
    #expect(read(kept) == "A=1\nB=2\nX=1\n")
  }
}
