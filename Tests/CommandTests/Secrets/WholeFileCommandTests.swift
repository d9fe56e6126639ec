import TestSupport
import Testing

@Suite("converge secrets encrypt and decrypt")
struct WholeFileCommandTests {
  private let desk: SecretsDesk

  init() throws { desk = try SecretsDesk() }

  @Test(
    "are each other's inverse, by the name of the file",
    arguments: [
      ("a.env", "A=1\n"), ("a.json", "{\n\t\"a\": 1\n}\n"), ("a.yaml", "a: 1 # x\n"),
      ("a.secret.conf", "any\u{0}thing"),
    ])
  func both(_ name: String, _ text: String) throws {
    try write(text, to: desk.folder[name], mode: 0o640)
    let printed = try desk.converge("encrypt", name)
    #expect(printed.status == 0 && printed.stdout.contains("ENC["))
    #expect(read(desk.folder[name]) == text)
    #expect(try desk.converge("encrypt", "-i", name).stdout == "\(name): encrypted\n")
    #expect(metadata(desk.folder[name])?.mode == 0o640)
    #expect(read(desk.folder[name])?.contains("ENC[") == true)
    #expect(try desk.converge("decrypt", name).stdout == text)
    #expect(try desk.converge("decrypt", "-o", "out", name).stdout == "")
    #expect(read(desk.folder["out"]) == text)
    #expect(metadata(desk.folder["out"])?.mode == 0o600)
    let twice = try desk.converge("encrypt", "-i", name)
    #expect(twice.status == 65 && twice.stderr.contains("encrypted already"))
    #expect(try desk.converge("decrypt", "-o", name, name).status == 64)
  }

  @Test("take standard input in a named format, for named recipients") func piped() throws {
    let words = ["--as", "yaml", "--age", AgeKey.foreign.recipient, "--encrypted-regex", "^b$"]
    let made = try desk.converge(
      "encrypt", "-", words[0], words[1], words[2], words[3], words[4], words[5],
      input: "a: x\nb: z\n")
    #expect(made.stdout.hasPrefix("a: x\nb: ENC["))
    #expect(made.stdout.contains("encrypted_regex: ^b$"))
    try write(AgeKey.foreign.identity, to: desk.folder["other"])
    let opened = try desk.converge("decrypt", "--age-key", "other", "-", input: made.stdout)
    #expect(opened.stdout == "a: x\nb: z\n")
    #expect(try desk.converge("encrypt", "-", "--as", "yaml", input: "a: x\n").status == 64)
    #expect(try desk.converge("encrypt", "-", "--age", AgeKey.host.recipient).status == 64)
  }

  @Test("take recipients out of a file") func recipientFile() throws {
    try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a, b", "-f", desk.folder["id"]])
    try write("# x\n\n\(AgeKey.foreign.recipient)\n", to: desk.folder["people.pub"])
    try write("A=1\n", to: desk.folder["a.secret.env"])
    let done = try desk.converge(
      "encrypt", "-i", "--age", "people.pub", "--age", "id.pub", "a.secret.env")
    #expect(done.description == "exit 0\n--- stdout\na.secret.env: encrypted\n\n--- stderr\n")
    let listed = try desk.converge("recipients", "a.secret.env").stdout
    let foreign = "a.secret.env: \(AgeKey.foreign.recipient)\n"
    #expect(listed.hasPrefix("\(foreign)a.secret.env: ssh-ed25519 "))
    try write("# nobody\n", to: desk.folder["people.pub"])
    let refused = try desk.converge("encrypt", "--age", "people.pub", ".sops.yaml")
    #expect(refused.status == 64)
    #expect(refused.stderr.contains("--age: people.pub: not an age recipient"))
  }

  @Test("warn of a name that no host decrypts") func name() throws {
    try write("A=1\n", to: desk.folder["a.env"])
    let done = try desk.converge("encrypt", "-i", "a.env")
    #expect(done.stderr.contains("warning: a.env: no host decrypts it"))
  }

  @Test("leave no part of a file that was changed by somebody else") func damaged() throws {
    try desk.encrypt("A=1\nB=2\n", to: "a.secret.env")
    let text = try #require(read(desk.folder["a.secret.env"]))
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("A=") }
    try write(lines.joined(separator: "\n") + "\n", to: desk.folder["b.secret.env"])
    let refused = try desk.converge("decrypt", "-o", "out", "b.secret.env")
    #expect(refused.status == 65 && refused.stdout.isEmpty)
    #expect(refused.stderr.contains("b.secret.env: values were changed"))
    #expect(refused.stderr.contains("if it was merged by hand, take one side whole"))
    #expect(refused.stderr.contains("git checkout COMMIT -- b.secret.env"))
    #expect(read(desk.folder["out"]) == nil)
  }
}
