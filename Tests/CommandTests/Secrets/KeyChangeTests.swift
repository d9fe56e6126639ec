import TestSupport
import Testing

@Suite("converge secrets update-keys and rotate")
struct KeyChangeTests {
  private let desk: SecretsDesk
  private let host = AgeKey.host.recipient
  private let foreign = AgeKey.foreign.recipient

  init() throws {
    desk = try SecretsDesk(rules: SecretsDesk.rules(.foreign))
    try desk.encrypt("A=1\n", to: "stacks/web/a.secret.env")
    try desk.encrypt("a: 1\n", to: "b.secret.yaml", for: .foreign, .host)
    try write("plain", to: desk.folder["c.secret.txt"])
    try desk.encrypt("A=1\n", to: "d.secret.env", for: .foreign)
    try write("A=1", to: desk.folder["stacks/web/.decrypted.a.secret.env"])
  }

  private func values(_ name: String) -> [Substring] {
    (read(desk.folder[name]) ?? "").split(separator: "\n").filter { $0.contains("ENC[") }
  }

  @Test("show what changes of the whole repository, and do it without being asked") func all()
    throws
  {
    let before = (values("stacks/web/a.secret.env"), values("b.secret.yaml"))
    let done = try desk.converge("update-keys", "--yes")
    #expect(
      done.stdout == """
        b.secret.yaml
          - \(host) (host media)
        stacks/web/a.secret.env
          + \(foreign)
          - \(host) (host media)
        wrote 2 files

        """)
    #expect(done.stderr.contains("c.secret.txt is not encrypted"))
    #expect(done.stderr.contains("who was removed can still open older commits"))
    #expect(values("stacks/web/a.secret.env") == before.0 && values("b.secret.yaml") == before.1)
    #expect(
      try desk.converge("recipients", "b.secret.yaml").stdout == "b.secret.yaml: \(foreign)\n")
    #expect(try desk.converge("update-keys").stdout == "4 files: nothing to change\n")
  }

  @Test("ask on a terminal", arguments: [("y\n", 0), ("\n", 1), ("n\n", 1)])
  func asked(_ answer: String, _ status: Int32) throws {
    let before = read(desk.folder["b.secret.yaml"])
    let person = try desk.terminal("update-keys", "b.secret.yaml")
    try person.expect("write 1 file so? [y/N] ")
    #expect(person.shown.contains("  - \(host) (host media)"))
    try person.type(answer)
    #expect(try person.wait() == status)
    #expect((read(desk.folder["b.secret.yaml"]) == before) == (status != 0))
  }

  @Test("do nothing where nobody can be asked", arguments: ["update-keys", "rotate"])
  func alone(_ command: String) throws {
    let before = read(desk.folder["b.secret.yaml"])
    let refused = try desk.converge(command, "b.secret.yaml")
    #expect(refused.status == 64)
    #expect(refused.stderr.contains("there is no terminal to ask on: nothing was changed"))
    #expect(refused.stdout.contains(host))
    #expect(read(desk.folder["b.secret.yaml"]) == before)
  }

  @Test("make a new data key for the same recipients") func rotated() throws {
    let before = values("b.secret.yaml")
    let done = try desk.converge("rotate", "--yes", "b.secret.yaml", "stacks/web/a.secret.env")
    #expect(
      done.stdout == """
        b.secret.yaml: a new data key, every value encrypted anew, for
            \(foreign)
            \(host) (host media)
        stacks/web/a.secret.env: a new data key, every value encrypted anew, for
            \(host) (host media)
        wrote 2 files

        """)
    #expect(Set(before).isDisjoint(with: values("b.secret.yaml")))
    #expect(try desk.decrypt("b.secret.yaml") == "a: 1")
    #expect(try desk.decrypt("stacks/web/a.secret.env") == "A=1")
  }

  @Test(
    "refuse files with keys of other kinds, and then change none",
    arguments: ["rotate", "update-keys"])
  func otherKeys(_ command: String) throws {
    let path = desk.folder["stacks/web/a.secret.env"]
    let key = "sops_pgp__list_0__map_fp=85D77543B3D624B63CEA9E6DBC17301B491B3F21\n"
    try write((read(path) ?? "") + key, to: path)
    let before = read(desk.folder["b.secret.yaml"])
    let refused = try desk.converge(command, "--yes", "b.secret.yaml", "stacks/web/a.secret.env")
    #expect(refused.status == 65)
    #expect(
      refused.stderr.contains(
        "stacks/web/a.secret.env: encrypted to a pgp key too, whose part only sops can write"))
    #expect(read(desk.folder["b.secret.yaml"]) == before)
  }

  @Test("refuse a rule that wants keys of other kinds") func otherRule() throws {
    try write(
      "creation_rules:\n  - age: \(host)\n    pgp: 85D77543\n", to: desk.folder[".sops.yaml"])
    let refused = try desk.converge("update-keys", "--yes", "b.secret.yaml")
    #expect(refused.status == 65)
    #expect(refused.stderr.contains(".sops.yaml:3: pgp: converge writes files for age keys only"))
  }
}
