import Glibc
import TestSupport
import Testing

@testable import Cycle
@testable import converge

/// The program itself, in a clone.
@Suite("converge secrets check and log")
struct SecretsProgramTests {
  private let remote: TestSupport.Remote
  private let secret = "stacks/web/web.secret.env"

  init() throws {
    remote = try TestSupport.Remote()
    try remote.commit(
      "First",
      [
        "host/media/stacks.yaml": "- web\n", "host/media/age.pub": AgeKey.host.recipient + "\n",
        "stacks/web/compose.yaml": "services: {web: {image: '${TAG}'}}\n",
        secret: try Program.encrypt("TAG=hunter2\n"),
      ])
  }

  private func run(
    _ words: String..., below: String = "", variables: [String: String] = [:]
  ) throws -> TestSupport.Output {
    try run(words, below: below, variables: variables)
  }

  private func run(
    _ words: [String], below: String = "", variables: [String: String] = [:]
  ) throws -> TestSupport.Output {
    try TestSupport.run(
      ["sh", "-c", "cd \"$1\"; shift; exec \"$@\"", "-", remote.clone + below, Program.converge]
        + ["secrets"] + words,
      environment: plainEnvironment.merging(variables) { $1 }, deadline: 30)
  }

  @Test("end with 0 where nothing is wrong, and with 65 where something is") func codes() throws {
    let clean = try run("check")
    #expect(clean.status == 0, "\(clean)")
    #expect(
      clean.stdout
        == "nothing found in 1 encrypted file of 1 host; none was opened, so their values "
        + "were not verified (--age-key FILE)\n")
    try write("A=hunter2\n", to: "\(remote.clone)/a.secret.env")
    let faulty = try run("check", below: "/stacks/web")
    #expect(faulty.status == 65)
    #expect(
      faulty.stdout.hasPrefix(
        "a.secret.env: error: not encrypted: run converge secrets encrypt -i a.secret.env, or name "
          + "the file without .secret [plaintext]\n1 error in 2 encrypted files of 1 host; "))
    #expect(try run("check", "--staged").status == 0)
    #expect(try run("check", "--commit", "HEAD").status == 0)
    #expect(try run("check", "--commit", "nothing").status == 1)
    #expect(try run("check", "/").status == 1)
    #expect(try run("check", "--staged", "--commit", "HEAD").status == 64)
  }

  @Test("check more with a key") func key() throws {
    let file = "\(remote.clone)/../key"
    try write(AgeKey.host.identity + "\n", to: file, mode: 0o600)
    #expect(
      try run("check", "--age-key", file).stdout == "nothing found in 1 encrypted file of 1 host\n")
    #expect(
      try run("check", variables: ["SOPS_AGE_KEY_FILE": file]).stdout
        == "nothing found in 1 encrypted file of 1 host\n")
    #expect(try run("check", "--age-key", "/none").status == 1)
  }

  @Test("open in a hook what takes no question") func staged() throws {
    let file = "\(remote.clone)/../key"
    try write(AgeKey.host.identity + "\n", to: file, mode: 0o600)
    let lines = try #require(read("\(remote.clone)/\(secret)")).split(separator: "\n")
    let broken = lines.filter { !$0.hasPrefix("TAG=") } + ["TAG="]
    try write(broken.joined(separator: "\n") + "\n", to: "\(remote.clone)/\(secret)")
    try remote.git("add", "-A")
    let found = try run("check", "--staged", variables: ["SOPS_AGE_KEY_FILE": file])
    #expect(found.status == 65 && found.stdout.contains("; then git add \(secret) [mac]"))
    let asked = try run(
      "check", "--staged", variables: ["SOPS_AGE_KEY_CMD": "touch asked; cat '\(file)'"])
    #expect(asked.status == 0 && asked.stdout.contains("none was opened") && asked.stderr == "")
    #expect(read("\(remote.clone)/asked") == nil)
  }

  @Test("write one object a line with --json") func json() throws {
    try remote.commit("Second", ["stacks/web/compose.yaml": "a: '${NO}'\n"])
    let check = try run("check", "--json")
    #expect(check.status == 65)
    let wanted =
      #"{"file":"stacks/web/compose.yaml","host":"media","key":"NO","line":1,"message":"NO is used, "#
      + #"and no environment file of web on media defines it: define it, or give it a default "#
      + #"(${NO:-...})","rule":"undefined","severity":"error","stack":"web"}"#
    #expect(check.stdout.split(separator: "\n").first.map(String.init) == wanted)
    let log = try run("log", "--json")
    #expect(log.stdout.hasPrefix(#"{"added":["TAG"],"author":"A Person","#))
    #expect(log.stdout.split(separator: "\n").count == 1)
    let lost = try run("check", "--lost-host", "media", "--json")
    let first = #"{"dataKey":"known","file":"\#(secret)","isGone":false,"isOpen":true,"since":""#
    #expect(lost.stdout.hasPrefix(first))
  }

  @Test("say what to do about a lost host") func lost() throws {
    let output = try run("check", "--lost-host=media")
    #expect(output.status == 0)
    let lines = output.stdout.split(separator: "\n").map(String.init)
    #expect(lines[0] == "the key of media (\(AgeKey.host.recipient)) opens, or opened:")
    #expect(lines[1].hasPrefix("  \(secret): since ") && lines[1].hasSuffix(", and still does"))
    #expect(
      Array(lines[2...]) == [
        "what to do, in the repository's folder:",
        "  1. remove \(AgeKey.host.recipient), and every alias of it, from .sops.yaml",
        "  2. git rm -r host/media, or put the new key of media into host/media/age.pub",
        "  3. converge secrets update-keys \(secret)", "  4. converge secrets rotate \(secret)",
        "  5. revoke media's deploy key or token for the repository, and its registry logins",
        "  6. change the values of all these files at their source: they are known",
        "  7. put the new values in:", "     converge secrets edit \(secret)",
      ])
    #expect(try run("check", "--lost-host=nobody").status == 1)
    #expect(try run("check", "--recipient", AgeKey.foreign.recipient).stdout.contains("never"))
  }

  @Test("tell the history of a file, and end when their reader does") func log() throws {
    let file = try run("log", "web.secret.env", below: "/stacks/web")
    #expect(file.stdout.hasSuffix("    file added\n    added TAG\n    recipients added: media\n"))
    let cut = try TestSupport.run(
      ["sh", "-c", "cd \"$1\"; \"$2\" secrets log | head -c1", "-", remote.clone, Program.converge])
    #expect(cut.status == 0 && cut.stdout.count == 1 && cut.stderr.isEmpty)
    #expect(try run("log", "/etc/passwd").status == 1)
    #expect(try run("log", "never.secret.env").status == 1)
    let outside = try TestSupport.run(
      [
        "sh", "-c", "cd / && exec \"$@\"", "-", Program.converge, "secrets", "log",
        "\(remote.clone)/\(secret)",
      ])
    #expect(outside.status == 0 && outside.stdout.hasSuffix("recipients added: media\n"))
  }

  @Test("keep plaintext out of commits, by way of the hook", arguments: [false, true])
  func hook(_ linked: Bool) throws {
    let hooks = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    try remote.git("config", "core.hooksPath", "/\(hooks)/.githooks")
    var clone = remote.clone
    if linked {
      clone += "/../linked"
      try remote.git("worktree", "add", "-q", "-b", "linked", clone)
    }
    let path = Program.converge.split(separator: "/").dropLast().joined(separator: "/")
    func git(_ words: String..., installed: Bool = true) throws -> TestSupport.Output {
      let search = plainEnvironment["PATH"]! + (installed ? ":/\(path)" : "")
      return try TestSupport.run(
        ["git", "-C", clone] + words, environment: plainEnvironment.merging(["PATH": search]) { $1 }
      )
    }
    try write("A=hunter2\n", to: "\(clone)/a.secret.env")
    #expect(try git("commit", "-q", "--allow-empty", "-m", "x").status == 0)
    _ = try git("add", "a.secret.env")
    let refused = try git("commit", "-q", "-m", "x")
    #expect(refused.status != 0 && refused.stderr.hasPrefix("a.secret.env: error: not encrypted"))
    #expect(refused.stderr.contains("pre-commit: nothing was committed"))
    let only = try git("commit", "-q", "-m", "x", "--only", "a.secret.env")
    #expect(only.status != 0)
    try write("B: 1\n", to: "\(clone)/b.yaml")
    _ = try git("add", "-N", "b.yaml")
    #expect(try git("commit", "-q", "-m", "x", "--only", "b.yaml").status == 0)
    #expect(try git("commit", "-q", "-a", "-m", "x").status != 0)
    let sealed = try Program.encrypt("A=1\n", to: [AgeKey.foreign.recipient])
    try write(sealed, to: "\(clone)/a.secret.env")
    let missing = try git("commit", "-q", "-a", "-m", "x", installed: false)
    #expect(missing.status != 0 && missing.stderr.contains("converge is not installed"))
    let output = try git("commit", "-q", "-a", "-m", "x")
    #expect(output.status == 0, "\(output)")
  }

  @Test("end with an answer or an error where the repository is damaged") func damage() throws {
    try remote.commit("Second", ["a.secret.env": "A=hunter2\n"])
    try remote.git("gc", "-q")
    var dice = Dice(seed: 7)
    let find = ["find", "\(remote.clone)/.git", "-path", "*/pack/*", "-o", "-name", "index"]
    let files = try must(find).split(separator: "\n").map(String.init).sorted()
    #expect(files.count >= 3)
    for _ in 0..<40 {
      let path = dice.pick(files)
      let saved = "\(remote.clone)/../saved"
      try must(["cp", "-p", path, saved])
      try damage(path, &dice)
      for words in [["check", "--history"], ["check", "--staged"], ["log"]] {
        let output = try run(words)
        #expect([0, 1, 65].contains(output.status), "\(path): \(output)")
        #expect(output.status != 1 || output.stderr.contains("error: "))
      }
      try must(["cp", "-pf", saved, path])
    }
    #expect(try run("check", "--history").status == 65)
  }

  @Test("end with an error where an object was cut off", arguments: [0, 2, 3])
  func cutOff(_ parts: Int) throws {
    let id = try must(["git", "-C", remote.clone, "rev-parse", "HEAD:\(secret)"])
    let path = "\(remote.clone)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    let size = try #require(Int(try must(["stat", "-c", "%s", path])))
    try must(["chmod", "u+w", path])
    try must(["truncate", "-s", "\(parts == 0 ? 0 : size / parts)", path])
    for words in [["check", "--commit", "HEAD"], ["check", "--staged"], ["log"]] {
      let output = try run(words)
      #expect(output.status == 1 && output.stderr.contains("cut off"), "\(output)")
    }
  }

  private func damage(_ path: String, _ dice: inout Dice) throws {
    try must(["chmod", "u+w", path])
    let size = Int(try must(["stat", "-c", "%s", path])) ?? 0
    let place = Int.random(in: 0..<max(1, size), using: &dice)
    switch Int.random(in: 0..<3, using: &dice) {
    case 0: try must(["truncate", "-s", "\(place)", path])
    case 1: unlink(path)
    default:
      let byte = Int.random(in: 0..<256, using: &dice)
      try must([
        "sh", "-c",
        "printf '\\\(String(byte, radix: 8))' | dd of='\(path)' bs=1 seek=\(place) conv=notrunc 2>&1",
      ])
    }
  }
}
