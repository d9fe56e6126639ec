import TestSupport
import Testing

@Suite("converge secrets keygen and recipients")
struct KeygenCommandTests {
  private let desk: SecretsDesk

  init() throws { desk = try SecretsDesk() }

  @Test("make a key file that age reads, for its owner alone") func file() throws {
    let made = try desk.converge("keygen", "-o", "new")
    #expect(made.status == 0 && made.stderr.isEmpty)
    #expect(metadata(desk.folder["new"])?.mode == 0o600)
    let recipient = try must(["age-keygen", "-y", desk.folder["new"]])
    #expect(made.stdout == "\(recipient)\n")
    #expect(read(desk.folder["new"])?.contains("# public key: \(recipient)\n") == true)
    #expect(read(desk.folder["new"])?.hasPrefix("# created: 20") == true)
    let listed = try desk.converge("recipients", "--age-key", "new")
    #expect(listed.stdout == "\(recipient)  new\n")
  }

  @Test("make the folder of a key, for its owner alone", arguments: ["a/b/new", "./c/new"])
  func folder(path: String) throws {
    #expect(try desk.converge("keygen", "-o", path).status == 0)
    #expect(metadata(desk.folder[path])?.mode == 0o600)
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    #expect(metadata(desk.folder[parent])?.mode == 0o700)
  }

  @Test("never overwrite a key") func kept() throws {
    let before = read(desk.folder["key"])
    let refused = try desk.converge("keygen", "-o", "key")
    #expect(refused.status == 1 && refused.stdout.isEmpty)
    #expect(refused.stderr.contains("key exists: a key is never overwritten"))
    #expect(read(desk.folder["key"]) == before)
  }

  @Test("print a key file, and its recipient apart") func printed() throws {
    let made = try desk.converge("keygen")
    try write(made.stdout, to: desk.folder["new"], mode: 0o600)
    let recipient = try must(["age-keygen", "-y", desk.folder["new"]])
    #expect(made.stderr == "converge: public key: \(recipient)\n")
  }

  @Test("name the keys at hand, and whom files are for") func recipients() throws {
    let host = AgeKey.host.recipient
    #expect(try desk.converge("recipients").stdout == "\(host)  SOPS_AGE_KEY_FILE\n")
    try desk.encrypt("A=1\n", to: "a.secret.env", for: .foreign, .host)
    #expect(
      try desk.converge("recipients", "a.secret.env").stdout == """
        a.secret.env: \(AgeKey.foreign.recipient)
        a.secret.env: \(host) (host media)

        """)
    let plain = try desk.converge("recipients", ".sops.yaml")
    #expect(plain.status == 65 && plain.stderr.contains(".sops.yaml: no sops metadata"))
  }

  @Test(
    "name a host's own alone where root asks on it, without what root has besides",
    .enabled(if: canMount, "needs root, and mounts of its own"))
  func host() throws {
    let desk = desk
    let key = desk.folder["key"]
    func recipients(_ configuration: String) throws -> Output {
      try write(configuration, to: desk.folder["etc/converge/converge.yaml"], mode: 0o600)
      let mount = "mount -t overlay -o lowerdir=\"$0\":/etc overlay /etc && exec \"$@\""
      return try run(
        ["unshare", "-m", "sh", "-c", mount, desk.folder["etc"], Program.converge]
          + ["secrets", "recipients"], environment: desk.environment())
    }
    try must(["mkdir", "-p", "-m", "700", desk.folder[".ssh"], desk.folder["etc/converge"]])
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", desk.folder[".ssh/id_ed25519"]])
    let base = "remotes: [{url: /srv/infra}]\nhost: media\n"
    let own = try recipients(base + "age-keys: [\(key)]\n")
    #expect(own.stdout == "\(AgeKey.host.recipient)  \(key)\n", "\(own)")
    let none = try recipients(base)
    #expect(none.stdout.contains("\nssh-ed25519 "), "\(none)")
  }
}

private let canMount = (try? run(["unshare", "-m", "true"]))?.status == 0
