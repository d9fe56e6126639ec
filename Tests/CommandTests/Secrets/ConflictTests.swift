import TestSupport
import Testing

private let files = [
  ("a.secret.env", "A=1\nB=2\n", "A", "dotenv"),
  ("b.secret.json", "{\"a\": \"1\"}\n", "a", "json"),
  ("c.secret.yaml", "a: \"1\"\n", "a", "yaml"),
]

@Suite("converge secrets after a merge that git could not do")
struct ConflictTests {
  private let desk: SecretsDesk

  init() throws { desk = try SecretsDesk() }

  private func git(_ words: String...) throws {
    let own = ["git", "-C", desk.folder.path, "-c", "user.name=a", "-c", "user.email=a@b"]
    _ = try run(own + words)
  }

  /// Two people set one key.
  private func conflict(_ file: String, _ text: String, _ key: String) throws {
    try desk.encrypt(text, to: file)
    try git("add", ".")
    try git("commit", "-qm", "a")
    try git("checkout", "-qb", "side")
    _ = try desk.converge("set", file, key, input: "theirs")
    try git("commit", "-qam", "theirs")
    try git("checkout", "-q", "-")
    _ = try desk.converge("set", file, key, input: "ours")
    try git("commit", "-qam", "ours")
    try git("merge", "-q", "side")
    try #require(read(desk.folder[file])?.contains("<<<<<<< ") == true)
  }

  @Test("say how to solve it, whatever is asked", arguments: files)
  func told(_ file: String, _ text: String, _ key: String, _ format: String) throws {
    try conflict(file, text, key)
    let before = read(desk.folder[file])
    let theirs = "git show MERGE_HEAD:./\(file) | converge secrets decrypt --as \(format) -"
    for words in [
      ["decrypt", file], ["edit", file], ["unset", file, key], ["recipients", file],
      ["encrypt", "-i", file], ["rotate", "--yes", file], ["update-keys", "--yes", file],
    ] {
      let done = try desk.run(words)
      #expect(done.status == 65, "\(words): \(done)")
      #expect(done.stderr.hasPrefix("converge: error: \(file):"), "\(words): \(done)")
      #expect(done.stderr.contains(": has merge conflicts, "), "\(words): \(done)")
      #expect(done.stderr.contains("git checkout --ours \(file) takes one side"))
      #expect(done.stderr.contains("to read theirs: \(theirs)\n"))
    }
    #expect(try desk.converge("update-keys", "--yes").stderr.contains("has merge conflicts"))
    #expect(read(desk.folder[file]) == before)
    let command = theirs.split(separator: "converge").joined(separator: Program.converge)
    let told = try run(
      ["env", "-C", desk.folder.path, "sh", "-c", command], environment: desk.environment())
    #expect(told.stdout.contains("theirs"), "\(told)")
  }

  @Test("take a plaintext with such lines for what it is") func plain() throws {
    let text = "<<<<<<< a\n=======\n>>>>>>> b\n"
    try desk.encrypt(text, to: "a.secret.txt")
    #expect(try desk.converge("decrypt", "a.secret.txt").stdout == text)
  }
}
