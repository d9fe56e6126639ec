import TestSupport
import Testing

/// A file, a key in it, and what else of the file changes.
private struct Case: Sendable {
  let file: String
  let text: String
  let key: String
  let line: String
}

private let cases: [Case] = [
  Case(file: "a.secret.env", text: "# x\nA=1\nB=2\nC=3\n", key: "B", line: "B"),
  Case(
    file: "a.secret.json", text: #"{"a": {"b": "2", "c": [1, true]}, "d": "x"}"#, key: "a.b",
    line: "b"),
  Case(
    file: "a.secret.yaml", text: "# x\na:\n    b: \"2\" # y\n    c: [1, true]\nd: x\n", key: "a.b",
    line: "b"),
]

@Suite("converge secrets set and unset")
struct SetCommandTests {
  private let desk: SecretsDesk

  init() throws { desk = try SecretsDesk() }

  @Test("refuse what the rule would leave in the clear, and tell of a single value that it does")
  func clear() throws {
    let age = AgeKey.host.recipient
    let rule = "encrypted_regex: ^(data|stringData)$"
    try write("creation_rules: [{age: \(age), \(rule)}]\n", to: desk.folder[".sops.yaml"])
    let refused = try desk.converge("set", "n.secret.env", "PASSWORD", input: "hunter2\n")
    #expect(refused.status == 65 && read(desk.folder["n.secret.env"]) == nil)
    #expect(refused.stderr.contains("would leave every value in the clear"), "\(refused)")
    try write("a: 1\n", to: desk.folder["x.secret.yaml"])
    #expect(try desk.converge("encrypt", "-i", "x.secret.yaml").status == 65)
    #expect(read(desk.folder["x.secret.yaml"]) == "a: 1\n")
    #expect(try desk.converge("set", "m.secret.env", "data", input: "opensesame\n").status == 0)
    let told = try desk.converge("set", "m.secret.env", "OTHER", input: "x\n")
    #expect(told.status == 0 && told.stderr.contains("OTHER stays in the clear"), "\(told)")
    let ini = try desk.converge("set", "a.secret.ini", "A", input: "x\n")
    #expect(ini.status == 1 && ini.stderr.contains("ini format of sops is not supported yet"))
  }

  @Test("change one value, and the ciphertext of no other", arguments: cases)
  fileprivate func one(_ value: Case) throws {
    try desk.encrypt(value.text, to: value.file)
    let before = try #require(read(desk.folder[value.file]))
    let plain = try desk.decrypt(value.file)
    let set = try desk.converge("set", value.file, value.key, input: "new value\n")
    #expect(
      set.description == "exit 0\n--- stdout\n\(value.file): set \(value.key)\n\n--- stderr\n")
    let changed = desk.changes(of: value.file, since: before)
    #expect(changed.first == value.line)
    #expect(changed.dropFirst().allSatisfy { $0.contains("mac") || $0.contains("lastmodified") })
    #expect(try desk.decrypt(value.file) != plain)
    #expect(try desk.decrypt(value.file).contains("new value"))
    // the same once more writes nothing
    let written = metadata(desk.folder[value.file])?.inode
    let again = try desk.converge("set", value.file, value.key, input: "new value")
    #expect(again.stdout == "\(value.file): \(value.key) was so already\n")
    #expect(metadata(desk.folder[value.file])?.inode == written)
  }

  @Test("remove one value", arguments: cases)
  fileprivate func removed(_ value: Case) throws {
    try desk.encrypt(value.text, to: value.file)
    let before = try #require(read(desk.folder[value.file]))
    #expect(try desk.converge("unset", value.file, value.key).status == 0)
    #expect(
      desk.changes(of: value.file, since: before)
        .allSatisfy { $0.contains("mac") || $0.contains("lastmodified") })
    #expect(try !desk.decrypt(value.file).contains("2"))
    let again = try desk.converge("unset", value.file, value.key)
    #expect(again.status == 1)
    #expect(again.stderr == "converge: error: \(value.file): there is no \(value.key)\n")
  }

  @Test("make a file on the terms of .sops.yaml") func made() throws {
    let rules = SecretsDesk.rules(.host, .foreign) + "    encrypted_regex: ^pass\n"
    try write(rules, to: desk.folder[".sops.yaml"])
    let new = try desk.converge("set", "a.secret.yaml", "db.password", input: "one")
    #expect(new.stdout == "a.secret.yaml: new file, set db.password\n" && new.stderr.isEmpty)
    #expect(try desk.converge("set", "a.secret.yaml", "db.user", input: "two").status == 0)
    let text = try #require(read(desk.folder["a.secret.yaml"]))
    #expect(text.contains("password: ENC[") && text.contains("user: two\n"))
    #expect(text.contains(AgeKey.foreign.recipient) && text.contains("encrypted_regex: ^pass"))
    #expect(try desk.decrypt("a.secret.yaml") == "db:\n    password: one\n    user: two")
  }

  @Test(
    "say at once what Compose will not read as it stands",
    arguments: [
      ("x", ""), ("'a$b #c'", ""), ("\"a\nb\"", ""), ("x$B", ""),
      ("a$bc", "docker compose replaces $ and what follows it"),
      ("a #c", "docker compose cuts the value at ' #'"),
      ("'a", "docker compose refuses the whole file because a quote is never closed"),
      ("a\nb", "docker compose reads a line feed as the two characters \\n"),
    ])
  func changed(_ value: String, _ warning: String) throws {
    try desk.encrypt("A=1\nB=2\n", to: "a.secret.env")
    let done = try desk.converge("set", "a.secret.env", "A", input: value)
    #expect(done.stdout == "a.secret.env: set A\n")
    if warning.isEmpty {
      #expect(done.stderr.isEmpty, "\(done)")
    } else {
      #expect(done.stderr.hasPrefix("converge: warning: a.secret.env: A: \(warning): "), "\(done)")
    }
  }

  @Test("ask on a terminal without showing the answer") func asked() throws {
    try desk.encrypt("A=1\n", to: "a.secret.env")
    let person = try desk.terminal("set", "a.secret.env", "A")
    try person.answer("value of A in a.secret.env (not shown): ", "hunter22")
    #expect(try person.wait() == 0)
    #expect(!person.shown.contains("hunter22"))
    #expect(try desk.decrypt("a.secret.env") == "A=hunter22")
  }

  @Test("take nothing for the value that was typed before it was asked for, nor show it")
  func early() throws {
    let maker = try TerminalChild(["age", "-p", "-o", desk.folder["key.age"], desk.folder["key"]])
    try maker.answer("Enter passphrase", "opensesame")
    try maker.answer("Confirm passphrase", "opensesame")
    #expect(try maker.wait() == 0)
    try must(["mv", desk.folder["key.age"], desk.folder["key"]])
    try must(["chmod", "600", desk.folder["key"]])
    try write("A=1\n", to: desk.folder["a.secret.env"])
    #expect(try desk.converge("encrypt", "-i", "a.secret.env").status == 0)
    let person = try desk.terminal("set", "a.secret.env", "A")
    try person.answer("passphrase of", "opensesame")
    try person.answer(": \r\n", "early")
    try person.answer("value of A in a.secret.env (not shown): ", "later")
    #expect(try person.wait() == 0)
    #expect(!person.shown.contains("early") && !person.shown.contains("later"))
    let opener = try desk.terminal("decrypt", "a.secret.env")
    try opener.answer("passphrase of", "opensesame")
    try opener.expect("A=later")
  }

  @Test("change nothing where a person breaks off") func brokenOff() throws {
    try desk.encrypt("A=1\n", to: "a.secret.env")
    let before = read(desk.folder["a.secret.env"])
    let person = try desk.terminal("set", "a.secret.env", "A")
    try person.expect("not shown")
    try person.type("hunt\u{3}")
    let status = try person.wait()
    #expect(status == 130)
    #expect(read(desk.folder["a.secret.env"]) == before)
  }

  @Test("refuse what makes no sense, and write nothing") func refused() throws {
    try desk.encrypt("A=1\n", to: "a.secret.env")
    try desk.encrypt("x", to: "b.secret.bin")
    try write("A=1\n", to: desk.folder["plain.env"])
    let before = read(desk.folder["a.secret.env"])
    #expect(try desk.converge("set", "a.secret.env", "A", input: "").status == 1)
    #expect(try desk.converge("set", "a.secret.env", "A=B", input: "x").status == 64)
    #expect(try desk.converge("set", "a.secret.env", "sops_x", input: "x").status == 64)
    #expect(try desk.converge("set", "a.secret.env", "A", "x").status == 64)
    #expect(try desk.converge("set", "b.secret.bin", "A", input: "x").status == 64)
    #expect(try desk.converge("set", "none/a.secret.env", "A", input: "x").status == 1)
    let plain = try desk.converge("set", "plain.env", "A", input: "x")
    #expect(plain.status == 65)
    #expect(plain.stderr.contains("plain.env: no sops metadata"))
    #expect(read(desk.folder["a.secret.env"]) == before)
    #expect(read(desk.folder["plain.env"]) == "A=1\n")
  }

  @Test("say what is lacking where nothing opens the file, or no rule is for it") func lacking()
    throws
  {
    try desk.encrypt("A=1\n", to: "a.secret.env", for: .foreign)
    let closed = try desk.converge("set", "a.secret.env", "A", input: "x")
    #expect(closed.status == 1)
    #expect(
      closed.stderr == "converge: error: a.secret.env: cannot decrypt: none of the keys at hand "
        + "opens it (yours: \(AgeKey.host.recipient)): somebody who can open it adds "
        + "\(AgeKey.host.recipient) to .sops.yaml and runs converge secrets update-keys: one of "
        + "\(AgeKey.foreign.recipient)\n")
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", desk.folder["id"]])
    try desk.encrypt("A=1\n", to: "b.secret.env", for: .foreign, .host)
    let other = try desk.converge("decrypt", "--age-key", "id", "b.secret.env")
    #expect(
      other.stderr.hasSuffix(
        "update-keys: one of \(AgeKey.foreign.recipient), host media\n"))
    try write("creation_rules: [{path_regex: ^b}]\n", to: desk.folder[".sops.yaml"])
    let unruled = try desk.converge("set", "new.secret.env", "A", input: "x")
    #expect(unruled.status == 65)
    #expect(unruled.stderr.contains(".sops.yaml: no rule of creation_rules matches new.secret.env"))
    try write("creation_rules:\n  - agee: x\n", to: desk.folder[".sops.yaml"])
    let wrong = try desk.converge("set", "new.secret.env", "A", input: "x")
    #expect(wrong.status == 65)
    #expect(wrong.stderr.contains(".sops.yaml:2: unknown key \"agee\"; did you mean age?"))
    #expect(read(desk.folder["new.secret.env"]) == nil)
  }
}
