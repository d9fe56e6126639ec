import TestSupport
import Testing

@Suite("a changed file", .laboratory) struct FileChangeTests {
  /// A file of the repository, and where a service shows what it says.
  private struct Source {
    let service: String
    let path: String
    /// The file that says a word.
    let text: (String) throws -> String
    /// Prints the word in the service's container.
    let read: [String]
    /// What the cycle names as the cause; nil for the path.
    var cause: String?
  }

  private static let alone = "network_mode: none"
  private static func plain(_ word: String) -> String { "\(word)\n" }

  private static func print(_ variable: String) -> [String] {
    ["sh", "-c", "echo $\(variable)"]
  }

  /// A Compose file with one service, whose variable says the word.
  private static func compose(_ name: String) -> (String) throws -> String {
    { composeFile([try service(name, "worker:1", alone, "environment: {WORD: \($0)}")]) }
  }

  private static func build(_ word: String) throws -> String {
    "FROM \(try Lab.image("worker:1"))\nENV WORD=\(word)\n"
  }

  private let sources = [
    Source(service: "file", path: "stacks/web/file", text: plain, read: ["cat", "/file"]),
    Source(service: "folder", path: "stacks/web/folder/a/b", text: plain, read: ["cat", "/f/a/b"]),
    Source(service: "config", path: "stacks/web/config", text: plain, read: ["cat", "/config"]),
    Source(
      service: "inline", path: "stacks/web/compose.override.yaml",
      text: { "configs: {inline: {content: \($0)}}\n" }, read: ["cat", "/inline"],
      cause: "content of configs/inline changed"),
    Source(
      service: "secret", path: "stacks/web/secret", text: plain,
      read: ["cat", "/run/secrets/secret"]),
    Source(
      service: "listed", path: "stacks/web/variables", text: { "WORD=\($0)\n" },
      read: print("WORD"), cause: "environment changed: WORD"),
    Source(
      service: "variable", path: "stacks/web/.env", text: { "VARIABLE=\($0)\n" },
      read: print("WORD"), cause: "environment changed: WORD"),
    Source(
      service: "built", path: "stacks/web/built/Dockerfile", text: build, read: print("WORD"),
      cause: "what its image is built from changed"),
    Source(
      service: "included", path: "parts/included.yaml", text: compose("included"),
      read: print("WORD"), cause: "environment changed: WORD"),
    Source(
      service: "extended", path: "parts/extended.yaml", text: compose("base"),
      read: print("WORD"), cause: "environment changed: WORD"),
  ]

  private func web() throws -> Files {
    func alone(_ name: String, _ lines: String...) throws -> String {
      try service(name, "worker:1", FileChangeTests.alone, lines: lines)
    }
    let parts = [
      try alone("file", "volumes: ['./file:/file:ro']"),
      try alone("folder", "volumes: ['./folder:/f:ro']"), try alone("config", "configs: [config]"),
      try alone("inline", "configs: [inline]"), try alone("secret", "secrets: [secret]"),
      try alone("listed", "env_file: ./variables"),
      try alone("variable", "environment: {WORD: '${VARIABLE}'}"),
      plainService("built", ["build: ./built", FileChangeTests.alone]),
      plainService("extended", ["extends: {file: ../../parts/extended.yaml, service: base}"]),
      try alone("global", "volumes: ['../../global/motd:/motd:ro']"),
      "configs: {config: {file: ./config}}\nsecrets: {secret: {file: ./secret}}\n",
      "include: [../../parts/included.yaml]\n",
    ]
    let blog = try service(
      "global", "worker:1", FileChangeTests.alone, "volumes: ['../../global/motd:/motd:ro']")
    return try merged([
      list("web", "blog"), ["stacks/web/compose.yaml": composeFile(parts), "global/motd": "one\n"],
      stack("blog", blog),
    ])
  }

  private func commit(_ source: Source, _ word: String) throws -> Files {
    [source.path: try source.text(word)]
  }

  @Test("reaches the service that sees it, and no other container is touched")
  func reaches() throws {
    let watched = try Watched(World())
    try watched.deploy(web(), merged(sources.map { try commit($0, "one") }))
    for source in sources {
      #expect(try watched.print("web", source.service, source.read) == "one", "\(source.path)")
    }
    try watched.isQuiet()

    for source in sources {
      let before = try watched.ids()
      let ran = try watched.deploy(commit(source, "two"))
      #expect(
        try watched.print("web", source.service, source.read) == "two", "\(source.path): \(ran)")
      #expect(ran.output.stdout.contains(source.cause ?? source.path), "\(ran)")
      #expect(ran.projects == ["web"], "\(ran)")
      let touched = try watched.ids().filter { before[$0.key] != $0.value }.keys
      #expect(Set(touched) == ["web-\(source.service)-1"], "\(source.path): \(ran)")
    }
    try watched.isQuiet()

    let before = try watched.ids()
    let ran = try watched.deploy(["global/motd": "two\n"])
    for stack in ["web", "blog"] {
      #expect(try watched.print(stack, "global", ["cat", "/motd"]) == "two", "\(ran)")
    }
    let touched = try watched.ids().filter { before[$0.key] != $0.value }.keys
    #expect(Set(touched) == ["web-global-1", "blog-global-1"], "\(ran)")
    #expect(ran.output.stdout.contains("global/motd"), "\(ran)")
    try watched.isQuiet()

    let folder = "\(watched.world.host.checkout)/stacks/web/folder"
    try write("data\n", to: "\(folder)/untracked")
    try watched.isQuiet("untracked data")
  }

  @Test("that leaves the repository is gone for the service that mounts its folder")
  func leaves() throws {
    let watched = try Watched(
      list("web"), ["stacks/web/conf/last": "one\n"],
      stack(
        "web", service("app", "worker:1", FileChangeTests.alone, "volumes: ['./conf:/conf']")))
    let before = try watched.ids()
    let ran = try watched.deploy(removed("stacks/web/conf/last"))
    #expect(ran.output.stdout.contains("stacks/web/conf/last"), "\(ran)")
    #expect(try watched.print("web", "app", ["sh", "-c", "ls /conf; touch /conf/new"]) == "")
    #expect(watched.world.host.file("stacks/web/conf/new") != nil, "\(ran)")
    #expect(try watched.ids()["web-app-1"] != before["web-app-1"])
    try watched.isQuiet()
  }

  @Test("by hand comes back in the checkout and in the container")
  func byHand() throws {
    let watched = try Watched(
      list("web"), ["stacks/web/file": "committed\n", "stacks/web/folder/a": "committed\n"],
      stack(
        "web",
        service(
          "app", "worker:1", FileChangeTests.alone,
          "volumes: ['./file:/file:ro', './folder:/folder:ro']")))
    let folder = "\(watched.world.host.checkout)/stacks/web"
    for command in [
      "echo other >new && mv new file", "echo other >>file", "echo other >folder/a",
      "rm folder/a && echo other >folder/a", "rm file", "mv folder gone && cp -r gone folder",
    ] {
      try must(["sh", "-ec", "cd \(folder); \(command)"])
      let ran = try watched.cycle()
      for path in ["/file", "/folder/a"] {
        #expect(
          try watched.print("web", "app", ["cat", path]) == "committed", "\(command): \(ran)")
      }
      #expect(watched.world.host.file("stacks/web/file") == "committed\n")
      try watched.isQuiet("\(command)")
    }
  }
}
