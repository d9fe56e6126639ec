import TestSupport
import Testing

@Suite("a changed file that is reached by a link", .laboratory) struct LinkedFileTests {
  let watched: Watched

  /// A stack that is made of links: its Compose file, a file and a folder that it mounts, and a
  /// folder on the way to a file that it mounts; and one that includes a file with variables.
  init() throws {
    let alone = "network_mode: none"
    let world = try World(
      list("web", "db"),
      [
        "shared/folder/word": "one\n", "shared/way/word": "one\n", "shared/word": "one\n",
        "shared/parts/compose.yaml": composeFile([
          try service("included", "worker:1", alone, "env_file: part.env")
        ]),
        "shared/parts/part.env": "WORD=one\n", "shared/compose.yaml": Self.compose("one"),
        "stacks/web/note": "\n",
      ])
    try must([
      "sh", "-ec",
      """
      cd \(world.remote.clone)/stacks/web
      ln -s ../../shared/compose.yaml compose.yaml; ln -s ../../shared/folder folder
      ln -s ../../shared/way way; ln -s ../../shared/word word
      """,
    ])
    try world.commit(
      [
        "stacks/db/compose.yaml": composeFile([])
          + "  {}\ninclude: [../../shared/parts/compose.yaml]\n"
      ])
    watched = try Watched(world)
    try watched.cycle()
    try watched.isQuiet()
  }

  private static func compose(_ word: String) throws -> String {
    let alone = "network_mode: none"
    return composeFile([
      try service("app", "worker:1", alone, "environment: {WORD: \(word)}"),
      try service("folder", "worker:1", alone, "volumes: ['./folder:/f:ro']"),
      try service("way", "worker:1", alone, "volumes: ['./way/word:/word:ro']"),
      try service("file", "worker:1", alone, "volumes: ['./word:/word:ro']"),
    ])
  }

  @Test("reaches the service that sees it, and no other container is touched")
  func reaches() throws {
    for (path, text, stack, name, command) in [
      ("shared/folder/word", "two\n", "web", "folder", ["cat", "/f/word"]),
      ("shared/way/word", "two\n", "web", "way", ["cat", "/word"]),
      ("shared/word", "two\n", "web", "file", ["cat", "/word"]),
      ("shared/parts/part.env", "WORD=two\n", "db", "included", ["sh", "-c", "echo $WORD"]),
      ("shared/compose.yaml", try Self.compose("two"), "web", "app", ["sh", "-c", "echo $WORD"]),
    ] {
      let before = try watched.ids()
      let ran = try watched.deploy([path: text])
      #expect(try watched.print(stack, name, command) == "two", "\(path): \(ran)")
      #expect(ran.projects == [stack], "\(path): \(ran)")
      let touched = try watched.ids().filter { before[$0.key] != $0.value }.keys
      #expect(Set(touched) == ["\(stack)-\(name)-1"], "\(path): \(ran)")
      try watched.isQuiet(path)
    }
  }
}
