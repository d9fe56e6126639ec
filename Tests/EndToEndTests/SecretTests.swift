import TestSupport
import Testing

@Suite("secrets", .laboratory) struct SecretTests {
  static let path = "stacks/web/app.secret.env"
  static let plaintext = "stacks/web/.decrypted.app.secret.env"

  let world: World

  init() throws {
    world = try World(
      list("web", "db"), stack("db"),
      stack("web", service("app", "worker:1", "environment: {TOKEN: '${TOKEN}'}")),
      secret(Self.path, "# the token\nTOKEN=opensesame\n"))
    try world.cycle()
  }

  @Test("are decrypted beside their source, byte for byte, for root's eyes only")
  func decrypted() throws {
    #expect(world.host.file(Self.plaintext) == "# the token\nTOKEN=opensesame\n")
    #expect(metadata("\(world.host.checkout)/\(Self.plaintext)")?.mode == 0o600)
    #expect(world.host.file(Self.path)?.contains("opensesame") == false)
    #expect(try world.container("web").variable("TOKEN") == "opensesame")
  }

  @Test("are invisible to git in the checkout")
  func gitStatus() throws {
    let status = ["git", "-C", world.host.checkout, "status", "--porcelain"]
    #expect(try must(status) == "")
    try world.deploy(["stacks/web/note": "\n"])
    #expect(try must(status) == "")
  }

  @Test("are masked where the Engine shows them as the name of a container")
  func containerName() throws {
    let output = try world.deploy(
      stack("web", service("app", "worker:1", "container_name: 'app-${TOKEN}'")))
    #expect(output.stdout.contains("app-***"), "\(output)")
    #expect(!output.text.contains("opensesame"), "\(output)")

    let next = try world.deploy(secret(Self.path, "TOKEN=shibboleth\n"))
    #expect(!next.text.contains("opensesame") && !next.text.contains("shibboleth"), "\(next)")
  }

  @Test("are masked in the status that anybody may read")
  func status() throws {
    let name = try must([
      "sh", "-c", "printf %s \(world.host.configuration) | sha256sum | cut -c1-16",
    ])
    let file = "/run/converge/\(name)/status.json"
    func check(_ output: Output, paused: Bool) throws {
      let text = try #require(read(file))
      #expect(!text.contains("opensesame"), "\(text)")
      #expect(!output.text.contains("opensesame"), "\(output)")
      #expect(text.contains("app-***") == paused, "\(text)")
    }
    try world.deploy(stack("web", service("app", "worker:1", "container_name: 'app-${TOKEN}'")))
    _ = try world.engine.lines("pause", "app-opensesame")
    for _ in 1...2 {
      try check(world.cycle(), paused: true)
      try must(["rm", file])
      try check(world.cycle(), paused: true)
    }
    _ = try world.engine.lines("unpause", "app-opensesame")
    let image = ["image: 'example.org/${TOKEN}:1'"]
    try check(world.deploy(stack("web", plainService("app", image)), exits: 3), paused: false)
    _ = try world.engine.lines("tag", Lab.image("worker:1"), "example.org/opensesame:1")
    try check(world.cycle(), paused: false)
  }

  @Test("are not said to be written where they could not be", arguments: ["decrypt", "encrypt"])
  func fullDisk(_ verb: String) throws {
    let arguments =
      verb == "decrypt"
      ? ["--age-key", world.host.key, "\(world.host.checkout)/\(Self.path)"]
      : ["--age", AgeKey.host.recipient, "\(world.host.checkout)/\(Self.plaintext)"]
    let words = ["sh", "-c", "exec \"$0\" \"$@\" >/dev/full", Program.converge, "secrets", verb]
    let output = try TestSupport.run(words + arguments, environment: world.host.environment)
    #expect(output.status == 1, "\(output)")
    #expect(output.stderr.contains("no space left"), "\(output)")
  }

  @Test("can be mounted and read as a file of the service's own")
  func envFile() throws {
    try world.deploy(
      stack("web", service("app", "worker:1", "env_file: .decrypted.app.secret.env")))
    #expect(try world.container("web").variable("TOKEN") == "opensesame")
  }

  @Test("go with the stack that leaves the host")
  func stackLeaves() throws {
    try world.deploy(list("db"))
    #expect(world.host.file(Self.plaintext) == nil)
    #expect(world.host.file(Self.path) != nil)
  }

  @Test("stay with a stack whose folder becomes a file, and go when it is not listed any more")
  func folderBecomesFile() throws {
    try world.commit(removed("stacks/web"))
    try world.commit(["stacks/web": "no folder any more\n"])
    try world.cycle(exits: 3)
    #expect(world.host.file(Self.plaintext) != nil)
    try world.deploy(list("db"))
    let left = try must([
      "find", world.host.checkout, "-name", ".git", "-prune", "-o", "-name", ".decrypted.*",
      "-print",
    ])
    #expect(left == "")
  }

  @Test("go with their source")
  func sourceLeaves() throws {
    try world.deploy(stack("web"), removed(Self.path))
    #expect(world.host.file(Self.plaintext) == nil)
  }

  @Test("stay while a stack that cannot be read any more runs on them")
  func brokenStackKeeps() throws {
    try world.deploy(["stacks/web/compose.yaml": "services: 7\n"], exits: 3)
    #expect(world.host.file(Self.plaintext) != nil)
  }

  @Test("are decrypted again where the plaintext is gone, changed hands, or became a link")
  func repaired() throws {
    let file = "\(world.host.checkout)/\(Self.plaintext)"
    for damage in ["rm", "chmod 644", "ln -sf /dev/null", "truncate -s 0", "sed -i s/sesame/door/"]
    {
      try must(["sh", "-c", "\(damage) \(file)"])
      try world.cycle()
      #expect(try must(["stat", "-c", "%F %a", file]) == "regular file 600", "\(damage)")
      #expect(read(file) == "# the token\nTOKEN=opensesame\n", "\(damage)")
    }
  }

  @Test("of stacks this host does not declare are left alone")
  func undeclared() throws {
    try world.deploy(
      stack("other"), secret("stacks/other/own.secret.env", "A=long-enough\n"),
      secret("stacks/other/foreign.secret.env", "A=long-enough\n", to: .foreign))
    #expect(world.host.file("stacks/other/.decrypted.own.secret.env") == nil)
  }

  @Test(
    "of a shared layer, when undecryptable, fail every stack that uses it",
    arguments: ["global/all.secret.env", "host/media/all.secret.env"])
  func sharedLayer(_ path: String) throws {
    let before = try world.engine.containers()
    let output = try world.deploy(
      secret(path, "A=long-enough\n", to: .foreign),
      stack("db", service("app", "worker:2")), exits: 3)
    #expect(try world.engine.containers() == before)
    for name in ["web", "db"] { #expect(output.stdout.contains("\(name):"), "\(output)") }
    #expect(output.stderr.contains(path), "\(output)")
  }

  @Test("need the key: without it their stack fails alone, and runs on what was decrypted")
  func keyLost() throws {
    try write(AgeKey.foreign.identity + "\n", to: world.host.key)
    let web = try world.container("web")
    try world.deploy(
      secret(Self.path, "TOKEN=second-token\n"), stack("db", service("app", "worker:2")), exits: 3)
    #expect(try world.container("web") == web)
    try world.runs("worker:2", in: "db")
  }

  @Test("with several recipients open with any one's key")
  func recipients() throws {
    try world.deploy([
      Self.path: try Program.encrypt(
        "TOKEN=second-token\n", to: [AgeKey.foreign.recipient, AgeKey.host.recipient])
    ])
    #expect(try world.container("web").variable("TOKEN") == "second-token")
  }

  @Test("are printed by `converge secrets decrypt`, from a file")
  func command() throws {
    let folder = try Folder()
    try write(try Program.encrypt("A=long-enough\n"), to: folder["a.env"])
    let output = try run([
      Program.converge, "secrets", "decrypt", "--age-key", world.host.key, folder["a.env"],
    ])
    #expect(output.status == 0 && output.stdout == "A=long-enough\n", "\(output)")
  }
}

@Suite("secret values never show", .laboratory) struct MaskingTests {
  /// Lines of a secret, what they do to Compose, and what of them must not be seen.
  struct Leak: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let secret: String
    let pieces: [String]
    let status: Int32
    var lines = ["environment: {PASSWORD: '${PASSWORD}'}"]
    var says = "PASSWORD"
  }

  static let leaks = [
    Leak(
      testDescription: "where Compose takes a part for a variable", secret: "PASSWORD=begin$bcdef",
      pieces: ["begin", "bcdef"], status: 0),
    Leak(
      testDescription: "where Compose takes a part for a variable in braces",
      secret: "PASSWORD=begin${bcdef}end-of-it", pieces: ["begin", "bcdef", "end-of-it"],
      status: 0),
    Leak(
      testDescription: "where Compose stumbles over a variable",
      secret: "PASSWORD=begin${bcdef", pieces: ["begin", "bcdef"], status: 3, says: "app.secret.env"
    ),
    Leak(
      testDescription: "where a quote stays open", secret: "PASSWORD=\"unbalanced and-more",
      pieces: ["unbalanced", "and-more"], status: 3, says: "app.secret.env"),
    Leak(
      testDescription: "where a value spills over as a key",
      secret: "PASSWORD='begin'spilled-over words", pieces: ["begin", "spilled-over"], status: 3,
      says: "app.secret.env"),
    Leak(
      testDescription: "where the Engine names it as a program that is not there",
      secret: "PASSWORD=opensesame", pieces: ["opensesame"], status: 3,
      lines: ["command: ['${PASSWORD}']"], says: "app"),
    Leak(
      testDescription: "where Compose names it as an image that is not there",
      secret: "PASSWORD=opensesame", pieces: ["opensesame"], status: 3,
      lines: ["image: 127.0.0.1:5000/${PASSWORD}:1"], says: "app"),
    Leak(
      testDescription: "where Compose names it as a port that makes no sense",
      secret: "PASSWORD=opensesame", pieces: ["opensesame"], status: 3,
      lines: ["ports: ['${PASSWORD}:80']"], says: "web"),
  ]

  @Test("in standard output, standard error or the state", arguments: leaks)
  func masked(_ leak: Leak) throws {
    let image = leak.lines[0].hasPrefix("image:") ? [] : ["image: \(try Lab.image("worker:1"))"]
    let world = try World(
      list("web"), stack("web", plainService("app", image + leak.lines)),
      secret("stacks/web/app.secret.env", leak.secret + "\n"))
    let output = try world.cycle("-v", exits: leak.status)
    for piece in leak.pieces {
      #expect(!output.text.contains(piece), "\(output)")
      let grep = ["grep", "-r", "-l", "--", piece, world.host.state]
      #expect(try run(grep).stdout == "")
    }
    #expect(output.text.contains(leak.says), "\(output)")
  }
}
