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
    #expect(
      done.stderr.hasSuffix(
        "run: converge secrets rotate b.secret.yaml stacks/web/a.secret.env\n"))
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
    "leave out what cannot be changed, and do the rest", arguments: ["rotate", "update-keys"])
  func leftOut(_ command: String) throws {
    let path = desk.folder["stacks/web/a.secret.env"]
    let key = "sops_pgp__list_0__map_fp=85D77543B3D624B63CEA9E6DBC17301B491B3F21\n"
    try write((read(path) ?? "") + key, to: path)
    try desk.encrypt("A=1\n", to: "e.secret.env", for: .foreign)
    try write(SecretsDesk.rules(.host), to: desk.folder[".sops.yaml"])
    let names = ["b.secret.yaml", "e.secret.env", "stacks/web/a.secret.env"]
    let before = names.map { read(desk.folder[$0]) }
    let done = try desk.converge(command, "--yes", names[0], names[1], names[2])
    #expect(done.status == 1)
    #expect(
      done.stderr.contains(
        "stacks/web/a.secret.env: encrypted to a pgp key too, whose part only sops can write"))
    #expect(done.stderr.contains("e.secret.env: cannot decrypt: none of the keys at hand"))
    #expect(
      done.stderr.contains(
        "error: 2 files left as before: e.secret.env, stacks/web/a.secret.env\n"))
    #expect(done.stdout.hasSuffix("wrote 1 file\n"))
    #expect(read(desk.folder[names[0]]) != before[0])
    #expect(names.dropFirst().map { read(desk.folder[$0]) } == Array(before.dropFirst()))
    // alone its own fault decides how it ends
    #expect(try desk.converge(command, "--yes", names[2]).status == 65)
  }

  @Test("rotate the whole repository where no file is named") func rotatedAll() throws {
    try must(["rm", desk.folder["d.secret.env"]])
    let before = values("b.secret.yaml")
    let done = try desk.converge("rotate", "--yes")
    #expect(done.status == 0 && done.stdout.hasSuffix("wrote 2 files\n"))
    #expect(done.stderr.contains("c.secret.txt is not encrypted"))
    #expect(Set(before).isDisjoint(with: values("b.secret.yaml")))
  }

  @Test("refuse a rule that wants keys of other kinds") func otherRule() throws {
    try write(
      "creation_rules:\n  - age: \(host)\n    pgp: 85D77543\n", to: desk.folder[".sops.yaml"])
    let refused = try desk.converge("update-keys", "--yes", "b.secret.yaml")
    #expect(refused.status == 65)
    #expect(refused.stderr.contains(".sops.yaml:3: pgp: converge writes files for age keys only"))
  }

  @Test("know the long recipients of ssh keys again, and key groups") func longAndGrouped() throws {
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", desk.folder["id"]])
    let ssh = (read(desk.folder["id.pub"]) ?? "").split(separator: " ").prefix(2)
      .joined(separator: " ")
    try write(
      """
      creation_rules:
        - key_groups:
          - age: [\(host)]
          - age: [\(ssh)]

      """, to: desk.folder[".sops.yaml"])
    let grouped = try desk.converge("update-keys", "--yes", "b.secret.yaml")
    #expect(
      grouped.stdout == """
        b.secret.yaml
          + \(ssh)
          - \(foreign)
          key groups: 1 -> 2 of 2
        wrote 1 file

        """)
    #expect(
      try desk.converge("update-keys", "b.secret.yaml").stdout == "1 file: nothing to change\n")
    #expect(try desk.converge("decrypt", "b.secret.yaml").status == 1)
    let both = try desk.converge("decrypt", "--age-key", "key", "--age-key", "id", "b.secret.yaml")
    #expect(both.stdout == "a: 1\n")
  }
}
