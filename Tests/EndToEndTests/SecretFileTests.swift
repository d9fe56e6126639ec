import TestSupport
import Testing

@Suite("secret files", .laboratory) struct SecretFileTests {
  private static let pem = "stacks/web/tls.secret.pem"
  private static let owner = "tls.secret.pem: {owner: '1000:1001', mode: '0440'}"

  /// A stack whose service, as a user of its own, reads files.
  private func web(
    _ files: [String], rules: String = owner, user: String = "1000"
  ) throws -> Files {
    let mounts = files.map { "\($0):/\($0.split(separator: "/").last!):ro" }
    let parts = [
      try service(
        "app", "worker:1", "network_mode: none", "user: '\(user)'",
        "volumes: [\(mounts.joined(separator: ", "))]"),
      "x-converge: {secrets: {\(rules)}}\n",
    ]
    return ["stacks/web/compose.yaml": composeFile(parts)]
  }

  private func world(settings: String = "", _ files: Files...) throws -> World {
    try World(
      settings: settings, list("web"), web(["./.decrypted.tls.secret.pem"]),
      secret(Self.pem, "the key\n"),
      merged(files))
  }

  private func seen(_ world: World, _ name: String) throws -> String {
    let container = try world.container("web").name
    return try world.engine.lines("exec", container, "cat", "/\(name)").joined(separator: "\n")
  }

  private func rights(_ world: World, _ path: String) throws -> String {
    try must(["stat", "-c", "%u:%g %a", "\(world.host.checkout)/\(path)"])
  }

  private let plaintext = SecretFile.plaintext(of: pem)

  @Test("of every format can be read by the user of a container, and by nobody else")
  func formats() throws {
    let names = ["a.secret.yaml", "b.secret.json", "c.secret.bin"]
    let rules = names.map { "\($0): {owner: '1000:1001', mode: '0440'}" }.joined(separator: ", ")
    let world = try World(
      list("web"), web(names.map { "./.decrypted.\($0)" }, rules: rules),
      secret("stacks/web/a.secret.yaml", "# users\nusers:\n    - name: ann\n"),
      secret("stacks/web/b.secret.json", "{\"token\": \"opensesame\"}"),
      secret("stacks/web/c.secret.bin", "line one\nline two\n"))
    let output = try world.cycle("-v")
    #expect(!output.text.contains("opensesame") && !output.text.contains("line two"))
    #expect(try seen(world, ".decrypted.a.secret.yaml") == "# users\nusers:\n    - name: ann")
    #expect(try seen(world, ".decrypted.b.secret.json") == "{\n\t\"token\": \"opensesame\"\n}")
    #expect(try seen(world, ".decrypted.c.secret.bin") == "line one\nline two")
    for name in names {
      #expect(try rights(world, "stacks/web/.decrypted.\(name)") == "1000:1001 440")
    }
    #expect(try world.cycle().stdout.contains("nothing changed"))
  }

  @Test("are root's alone where the Compose file says nothing")
  func closed() throws {
    let world = try World(
      list("web"), stack("web"), secret(Self.pem, "the key\n"))
    try world.cycle()
    #expect(try rights(world, plaintext) == "0:0 600")
  }

  @Test("bring their containers the new content when it changes, for the same owner")
  func changed() throws {
    let world = try world()
    try world.cycle()
    let before = try world.container("web")
    let output = try world.deploy(secret(Self.pem, "another key\n"))
    #expect(output.stdout.contains("recreated web-app-1"), "\(output)")
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "another key")
    #expect(try rights(world, plaintext) == "1000:1001 440")
    #expect(try world.container("web").id != before.id)
  }

  @Test("get another owner where they stand: the containers go on, and see the same file")
  func regranted() throws {
    let world = try world()
    try world.cycle()
    let before = try world.container("web")
    try world.deploy(
      web(["./.decrypted.tls.secret.pem"], rules: "tls.secret.pem: {owner: '1000', mode: '0400'}"))
    #expect(try rights(world, plaintext) == "1000:1000 400")
    #expect(try world.container("web").id == before.id)
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "the key")
  }

  @Test(
    "that somebody changed or opened to others are put right",
    arguments: ["sh -c 'echo x >", "chmod 644 "])
  func repaired(_ damage: String) throws {
    let world = try world()
    try world.cycle()
    let path = "\(world.host.checkout)/\(plaintext)"
    try must(["sh", "-c", damage + path + (damage.hasPrefix("sh") ? "'" : "")])
    try world.cycle()
    #expect(try rights(world, plaintext) == "1000:1001 440")
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "the key")
  }

  @Test("elsewhere are decrypted where a Compose file names them, and only there")
  func shared() throws {
    let world = try World(
      list("web"),
      web(["../../global/.decrypted.used.secret.pem"], rules: "", user: "0"),
      secret("global/used.secret.pem", "shared\n"),
      secret("global/unused.secret.pem", "not for this host\n", to: .foreign))
    try world.cycle()
    #expect(try seen(world, ".decrypted.used.secret.pem") == "shared")
    #expect(world.host.file("global/.decrypted.unused.secret.pem") == nil)
  }

  @Test("go with a version that is taken back, and come back with it")
  func rolledBack() throws {
    let world = try world(settings: watching)
    try world.cycle()
    var broken = try web(["./.decrypted.tls.secret.pem"])
    broken["stacks/web/compose.yaml"] = broken["stacks/web/compose.yaml"]!!
      .replacing("network_mode: none", with: "network_mode: none\n    command: ['false']")
    try world.deploy(broken, secret(Self.pem, "another key\n"), exits: 3)
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "the key")
    #expect(try rights(world, plaintext) == "1000:1001 440")
  }

  @Test("are for whom the version that runs says, where a newer one is taken back")
  func rolledBackRights() throws {
    let world = try world(settings: watching)
    try world.cycle()
    let rules = "tls.secret.pem: {owner: '2000', mode: '0400'}"
    var broken = try web(["./.decrypted.tls.secret.pem"], rules: rules, user: "2000")
    broken["stacks/web/compose.yaml"] = broken["stacks/web/compose.yaml"]!!
      .replacing("network_mode: none", with: "network_mode: none\n    command: ['false']")
    try world.deploy(broken, exits: 3)
    #expect(try rights(world, plaintext) == "1000:1001 440")
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "the key")
    try world.cycle(exits: 3)
    #expect(try rights(world, plaintext) == "1000:1001 440")
  }

  @Test("are for whom the version that runs says, where a newer one cannot be had")
  func notPulled() throws {
    let world = try world()
    try world.cycle()
    let image = try Lab.image("worker:1").split(separator: "@")[0]
    var broken = try web(
      ["./.decrypted.tls.secret.pem"], rules: "tls.secret.pem: {owner: '2000', mode: '0400'}")
    let digest = String(repeating: "0", count: 64)
    broken["stacks/web/compose.yaml"] = broken["stacks/web/compose.yaml"]!!
      .replacing(try Lab.image("worker:1"), with: "\(image)@sha256:\(digest)")
    try world.deploy(broken, exits: 3)
    #expect(try rights(world, plaintext) == "1000:1001 440")
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "the key")
  }

  @Test("are found again where the memory of them is lost")
  func forgotten() throws {
    let world = try world()
    try world.cycle()
    let path = "\(world.host.checkout)/\(plaintext)"
    try must(["rm", "\(world.host.state)/secrets.json"])
    try must(["sh", "-c", "echo edited > \(path)"])
    try world.cycle()
    #expect(try seen(world, ".decrypted.tls.secret.pem") == "the key")
    #expect(try rights(world, plaintext) == "1000:1001 440")
    #expect(try world.cycle().stdout.contains("nothing changed"))
    try must(["rm", "\(world.host.state)/secrets.json"])
    try world.deploy(list())
    #expect(world.host.file(plaintext) == nil)
  }

  @Test("tell where others may read them, and what is too large")
  func told() throws {
    let world = try world()
    try world.cycle()
    let rules = "tls.secret.pem: {owner: '1000', mode: '0400'}"
    let output = try world.deploy(web(["./.decrypted.tls.secret.pem"], rules: rules))
    #expect(
      output.text.contains("\(plaintext): owner and mode 1000:1001 0440 to 1000:1000 0400"),
      "\(output)")
    let large = String(repeating: "0123456789abcdef", count: (1 << 20) + 1)
    let refused = try world.deploy(secret("stacks/web/big.secret.bin", large), exits: 3)
    #expect(refused.stderr.contains("larger than 16 MiB in the clear"), "\(refused)")
  }

  @Test(
    "stop their stack alone where they are damaged, plain, or of a kind that is not supported",
    arguments: [
      ("stacks/web/x.secret.json", "{\"a\": 1}\n", "no sops metadata"),
      ("stacks/web/x.secret.yaml", "a: 1\n", "no sops metadata"),
      ("stacks/web/x.secret.pem", "plain\n", "not a json object"),
      ("stacks/web/x.secret.ini", "[sops]\nmac = x\n", "ini format, which is not supported yet"),
    ])
  func faults(path: String, text: String, message: String) throws {
    let world = try World(list("web", "db"), stack("web"), stack("db"), [path: text])
    let output = try world.cycle(exits: 3)
    #expect(output.stderr.contains(path) && output.stderr.contains(message), "\(output)")
    try world.runs("worker:1", in: "db")
  }

  @Test("with rules that make no sense stop their stack, in a plan too")
  func rules() throws {
    let world = try World(
      list("web"), web(["./.decrypted.tls.secret.pem"], rules: "tsl.secret.pem: {owner: '1'}"),
      secret(Self.pem, "the key\n"))
    let message = "x-converge: secrets: tsl.secret.pem is no encrypted file that can have an owner"
    let hint = "the stack has tls.secret.pem"
    for command in ["plan", "run"] {
      let output = try world.cycle(command, exits: 3)
      #expect(output.text.contains(message) && output.text.contains(hint), "\(output)")
    }
  }
}

/// Where the plaintext of an encrypted file stands.
private enum SecretFile {
  static func plaintext(of path: String) -> String {
    let parts = path.split(separator: "/")
    return (parts.dropLast() + [".decrypted." + parts.last!]).joined(separator: "/")
  }
}
