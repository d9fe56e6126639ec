import TestSupport
import Testing

@Suite("A key that everybody has")
struct PublishedKeyTests {
  private static let published = "age1tts9um0w77q270z7kffnq0pw2xc5ensrnytfsmaapfy8cvt6hakqkd27j8"
  private static let root =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  private let desk: SecretsDesk
  private let key: String

  init() throws {
    desk = try SecretsDesk(rules: "creation_rules: [{age: \(Self.published)}]\n")
    key = desk.folder["media.key"]
    try must(["install", "-m", "600", "\(Self.root)/.throw-away-keys/media.age.key", key])
  }

  /// The desk of somebody who only tries the example.
  private var trial: SecretsDesk {
    var trial = desk
    trial.variables = ["CONVERGE_PUBLISHED_KEYS": "allow"]
    return trial
  }

  private var isExample: String { desk.folder[".throw-away-keys/media.age.key"] }

  /// A file that the key opens, as the example has it.
  private func leave(_ name: String) throws {
    try write("x", to: isExample)
    #expect(try trial.converge("set", name, "A", input: "hunter2").status == 0)
    try must(["rm", "-r", desk.folder[".throw-away-keys"]])
  }

  private func isRefused(_ output: Output) -> Bool {
    output.status == 1 && output.stderr.contains("everybody could read it: \(Self.published)")
      && !output.stderr.contains("hunter2")
  }

  @Test("encrypts nothing new, whoever names it") func new() throws {
    let set = try desk.converge("set", "new.secret.env", "A", input: "hunter2")
    #expect(isRefused(set) && read(desk.folder["new.secret.env"]) == nil, "\(set)")
    #expect(set.stderr.contains("converge secrets keygen"), "\(set)")
    let editor = try desk.editor("echo A=hunter2 > \"$1\"")
    #expect(isRefused(try desk.converge("edit", "new.secret.env", editor: editor)))
    try write("A=hunter2\n", to: desk.folder["a.secret.env"])
    #expect(isRefused(try desk.converge("encrypt", "-i", "a.secret.env")))
    let named = ["encrypt", "--as", "dotenv", "--age", Self.published, "-"]
    #expect(isRefused(try desk.run(named, input: "A=hunter2\n")))
    #expect(read(desk.folder["a.secret.env"]) == "A=hunter2\n")
  }

  @Test("keeps a file that it opens from being changed") func old() throws {
    try leave("a.secret.env")
    let before = read(desk.folder["a.secret.env"])
    let words = ["a.secret.env", "--age-key", key]
    let set = try desk.run(["set", "a.secret.env", "A", "--age-key", key], input: "hunter2")
    #expect(isRefused(set), "\(set)")
    #expect(set.stderr.contains("converge secrets update-keys a.secret.env"), "\(set)")
    #expect(isRefused(try desk.run(["edit"] + words, editor: "false")))
    #expect(isRefused(try desk.run(["rotate", "--yes"] + words)))
    #expect(read(desk.folder["a.secret.env"]) == before)
    #expect(try desk.run(["decrypt"] + words).stdout == "A=hunter2\n")
  }

  @Test("goes with the data key that everybody could open") func leaving() throws {
    try leave("a.secret.env")
    let before = read(desk.folder["a.secret.env"]) ?? ""
    try write(SecretsDesk.rules(.host), to: desk.folder[".sops.yaml"])
    let update = ["update-keys", "--yes", "a.secret.env", "--age-key", key]
    let done = try desk.run(update)
    #expect(done.status == 0 && done.stderr.contains("got a new data key"), "\(done)")
    #expect(!done.stderr.contains("converge secrets rotate"), "\(done)")
    #expect(try desk.decrypt("a.secret.env") == "A=hunter2")
    #expect(desk.changes(of: "a.secret.env", since: before).contains("A"))
  }

  @Test("encrypts in the example only what is meant to be read, as long as no other key is named")
  func example() throws {
    let words = ["set", "new.secret.env", "A"]
    #expect(isRefused(try trial.run(words, input: "hunter2")), "it is no example yet")
    try write("x", to: isExample)
    let refused = try desk.run(words, input: "hunter2")
    #expect(isRefused(refused) && read(desk.folder["new.secret.env"]) == nil, "\(refused)")
    #expect(refused.stderr.contains("CONVERGE_PUBLISHED_KEYS=allow"), "\(refused)")
    let set = try trial.run(words, input: "hunter2")
    #expect(set.status == 0, "\(set)")
    #expect(set.stderr.contains("warning: new.secret.env: everybody could read it"), "\(set)")
    #expect(isRefused(try desk.run(words, input: "hunter2")), "nor a value of a file that is there")
    let decrypted = try desk.run(["decrypt", "new.secret.env", "--age-key", key])
    #expect(decrypted.stdout == "A=hunter2\n", "\(decrypted)")
    try write(
      "creation_rules: [{age: [\(Self.published), \(AgeKey.host.recipient)]}]\n",
      to: desk.folder[".sops.yaml"])
    #expect(isRefused(try trial.converge("set", "other.secret.env", "A", input: "hunter2")))
  }
}
