import TestSupport
import Testing

@Suite("receipts", .laboratory) struct ReceiptTests {
  let watched: Watched
  private var state: String { watched.world.host.state }
  private var receipt: String { "\(state)/receipts/web.json" }

  init() throws {
    let alone = "network_mode: none"
    watched = try Watched(
      list("web", "db"), stack("db"), ["stacks/web/file": "one\n"],
      stack(
        "web", service("app", "worker:1", alone, "volumes: ['./file:/file:ro']"),
        service(
          "job", "worker:1", alone, "restart: 'no'", "volumes: ['./data:/data']",
          "command: [sh, -c, 'echo ran >>/data/runs']")))
    _ = try eventually { try watched.world.container("web", "job").state == "exited" }
    try watched.cycle()
  }

  /// Runs a cycle, which compares everything with Compose and touches nothing; what follows is
  /// quiet, and the receipt is there again.
  private func costsOneCycle(
    _ why: String, projects: Set<String>, note: String? = nil
  ) throws {
    let engine = try watched.world.snapshot().engine
    let ran = try watched.cycle()
    #expect(ran.projects == projects, "\(why): \(ran)")
    #expect(try watched.world.snapshot().engine == engine, "\(why): \(ran)")
    #expect(watched.lines("stacks/web/data/runs") == ["ran"], "\(why)")
    if let note {
      #expect(ran.output.stderr.contains("web: its receipt \(note)"), "\(why): \(ran)")
    }
    #expect(metadata(receipt)?.mode == 0o600, "\(why)")
    try watched.isQuiet(why)
  }

  @Test("that are lost cost one full cycle, and nothing else")
  func lost() throws {
    try must(["rm", "-r", "\(state)/receipts", "\(state)/settled.json"])
    try costsOneCycle("all", projects: ["web", "db"])
    try must(["rm", receipt])
    try costsOneCycle("one", projects: ["web"])
    try must(["rm", "\(state)/settled.json"])
    try costsOneCycle("settled.json", projects: ["web", "db"])
  }

  @Test("that cannot be used are told of, and written anew by one full cycle")
  func damaged() throws {
    for (command, note) in [
      ("truncate -s 100 $f", "is damaged"), (": >$f", "is damaged"),
      ("echo '[]' >$f", "is damaged"),
      ("cp ${f%web.json}db.json $f", "is not of this stack"),
      (#"sed -i 's/"seal" : "[^"]*"/"seal" : "0000"/' $f"#, "is not of this stack"),
      (#"sed -i 's/"version" : [0-9]*/"version" : 999/' $f"#, "was written by a newer converge"),
    ] {
      let before = read(receipt)
      try must(["sh", "-ec", "f=\(receipt); \(command)"])
      #expect(read(receipt) != before, "\(command) has to change something: \(before ?? "")")
      try costsOneCycle(command, projects: ["web"], note: note)
    }
  }

  @Test("in whose place something else stands are put right by one full cycle")
  func replaced() throws {
    for command in ["rm $f; mkdir $f; echo data >$f/data", "rm $f; mkdir $f"] {
      try must(["sh", "-ec", "f=\(receipt); \(command)"])
      try costsOneCycle(command, projects: ["web"], note: "is damaged")
    }
    for command in ["rm settled.json; mkdir settled.json", "rm -r receipts; echo a >receipts"] {
      try must(["sh", "-ec", "cd \(state); \(command)"])
      try costsOneCycle(command, projects: ["web", "db"])
    }
  }

  @Test("of a cycle that ran when the clock was wrong cost a full pass")
  func clock() throws {
    for time in ["-9223372036854775808", "-1", "9223372036854775807"] {
      try must([
        "sed", "-i", #"s/"fullPass" : [-0-9]*/"fullPass" : \#(time)/"#, "\(state)/settled.json",
      ])
      try costsOneCycle(time, projects: ["web", "db"])
    }
  }

  @Test("that are lost do not keep a file from reaching a container that is older")
  func newerFile() throws {
    let before = try watched.ids()
    try must(["rm", "-r", "\(state)/receipts", "\(state)/settled.json"])
    let ran = try watched.deploy(["stacks/web/file": "two\n"])
    #expect(try watched.print("web", "app", ["cat", "/file"]) == "two", "\(ran)")
    #expect(try watched.ids()["web-app-1"] != before["web-app-1"])
    #expect(ran.output.stdout.contains("stacks/web/file is newer than the container"), "\(ran)")
    #expect(try watched.ids()["db-app-1"] == before["db-app-1"])
    try watched.isQuiet()
  }

  @Test("say what was applied and why, and no value of a secret")
  func content() throws {
    try watched.deploy(
      secret("stacks/db/db.secret.env", "TOKEN=opensesame\n"),
      stack("db", service("app", "worker:1", "environment: {TOKEN: '${TOKEN}'}")))
    let text = try #require(read("\(state)/receipts/db.json"))
    let commit = try watched.world.remote.git("rev-parse", "HEAD")
    #expect(text.contains(commit) && text.contains("TOKEN"), "\(text)")
    #expect(!text.contains("opensesame"))
    let secrets = try run(["grep", "-r", "opensesame", state])
    #expect(secrets.stdout.isEmpty, "\(secrets)")
  }
}
