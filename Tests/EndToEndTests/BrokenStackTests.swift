import TestSupport
import Testing

/// One way to break the stack `broken` with a commit.
struct Breakage: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// What the report must name.
  let named: String
  /// Whether it shows only once Compose has stopped what ran.
  var isLate = false
  /// Changes the working tree of a clone.
  let apply: @Sendable (Remote) throws -> Void

  init(
    _ description: String, named: String, isLate: Bool = false,
    _ apply: @escaping @Sendable (Remote) throws -> Void
  ) {
    (testDescription, self.named, self.isLate, self.apply) = (description, named, isLate, apply)
  }

  /// Writes one file.
  init(
    _ description: String, named: String, isLate: Bool = false, _ path: String,
    _ text: @escaping @Sendable () throws -> String
  ) {
    self.init(description, named: named, isLate: isLate) { remote in
      try write(text(), to: "\(remote.clone)/stacks/broken/\(path)")
    }
  }

  /// Gives the service more keys.
  init(_ description: String, named: String, isLate: Bool = false, service lines: String...) {
    self.init(description, named: named, isLate: isLate, "compose.yaml") {
      composeFile([plainService("app", ["image: \(try Lab.image("worker:2"))"] + lines)])
    }
  }

  /// Runs a shell in the stack's folder.
  init(_ description: String, named: String, shell command: String) {
    self.init(description, named: named) { remote in
      try must(["sh", "-ec", "cd \(remote.clone)/stacks/broken; \(command)"])
    }
  }
}

private let nowhere = "127.0.0.1:5000/nowhere@sha256:" + String(repeating: "0", count: 64)
private let secretPath = "app.secret.env"

private let breakages: [Breakage] = [
  Breakage("a Compose file that is no YAML", named: "compose.yaml", "compose.yaml") {
    "services:\n  app: [unclosed\n"
  },
  Breakage("a Compose file that means nothing", named: "compose.yaml", "compose.yaml") {
    "services:\n  app: 7\n"
  },
  Breakage(
    "a required variable that is unset", named: "PASSPHRASE",
    service: "environment: {A: '${PASSPHRASE:?must be set}'}"),
  Breakage("an image that nobody has", named: "nowhere", "compose.yaml") {
    composeFile([plainService("app", ["image: \(nowhere)"])])
  },
  Breakage("a build that fails", named: "app") { remote in
    let folder = "\(remote.clone)/stacks/broken"
    try write(composeFile([plainService("app", ["build: ."])]), to: "\(folder)/compose.yaml")
    try write("FROM scratch\nCOPY not-there /\n", to: "\(folder)/Dockerfile")
  },
  Breakage(
    "a service that cannot start", named: "/no/such/program", isLate: true,
    service: "command: [/no/such/program]"),
  Breakage("a port that another stack has", named: "18080", isLate: true) { remote in
    for name in ["first", "broken"] {
      let app = try service("app", "worker:2", "ports: ['127.0.0.1:18080:80']")
      try write(composeFile([app]), to: "\(remote.clone)/stacks/\(name)/compose.yaml")
    }
  },
  Breakage("no Compose file", named: "compose.yaml", shell: "rm compose.yaml; echo >note"),
  Breakage("a tampered secret", named: secretPath, secretPath) {
    let text = try Program.encrypt("TOKEN=opensesame\nOTHER=another\n")
    return text.split(separator: "\n").map {
      $0.hasPrefix("TOKEN=") ? $0.replacingFirst("data:", with: "data:AAAA") : String($0)
    }.joined(separator: "\n") + "\n"
  },
  Breakage("a secret with a value taken away", named: secretPath, secretPath) {
    let text = try Program.encrypt("TOKEN=opensesame\nOTHER=another\n")
    return text.split(separator: "\n").filter { !$0.hasPrefix("OTHER=") }
      .joined(separator: "\n") + "\n"
  },
  Breakage("a secret for a key this host lacks", named: secretPath, secretPath) {
    try Program.encrypt("TOKEN=opensesame\n", to: [AgeKey.foreign.recipient])
  },
  Breakage("a truncated secret", named: secretPath, secretPath) {
    let text = try Program.encrypt("TOKEN=opensesame\n")
    return String(text.prefix(text.count / 2))
  },
  Breakage("an empty secret", named: secretPath, secretPath) { "" },
  Breakage("a secret that is plaintext", named: secretPath, secretPath) {
    "TOKEN=opensesame\n"
  },
  Breakage(
    "a decrypted file in the commit", named: ".decrypted.app.secret.env",
    ".decrypted.app.secret.env"
  ) { "TOKEN=opensesame\n" },
  Breakage("a project name in .env", named: "COMPOSE_PROJECT_NAME", ".env") {
    "# a comment\nCOMPOSE_PROJECT_NAME=first\n"
  },
  Breakage("a project name in a secret", named: "COMPOSE_PROJECT_NAME", secretPath) {
    try Program.encrypt("COMPOSE_PROJECT_NAME=first\n")
  },
  Breakage("a list of Compose files in an environment file", named: "COMPOSE_FILE", "app.env") {
    "COMPOSE_FILE=../first/compose.yaml\n"
  },
  Breakage("an environment file with an open quote", named: "app.env", "app.env") {
    "GREETING=\"hello\n"
  },
  Breakage("a Git LFS pointer", named: "picture.png", "picture.png") {
    """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 12345

    """
  },
  Breakage(
    "a submodule", named: "stacks/broken/module",
    shell: """
      git init -q module
      git -C module -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m Module
      """),
  Breakage(
    "a folder that is a link", named: "stacks/broken",
    shell: "cd ..; mkdir ../elsewhere; mv broken/* ../elsewhere; rmdir broken; "
      + "ln -s ../elsewhere broken"),
  Breakage(
    "a folder that is a file", named: "stacks/broken",
    shell: "cd ..; rm -r broken; echo >broken"),
  Breakage(
    "a link out of the repository", named: "stacks/broken/data",
    shell: "ln -s ../../../data data"),
  Breakage("a link to an absolute path", named: "stacks/broken/data", shell: "ln -s /etc data"),
]

@Suite("one stack of three broken", .laboratory) struct BrokenStackTests {
  @Test(
    "fails alone and stays as it was, while the others converge", arguments: breakages)
  func broken(_ breakage: Breakage) throws {
    // a network each would take most of the time
    func version(_ image: String, _ names: String...) throws -> Files {
      try merged(
        names.map { try stack($0, service("app", image, "network_mode: none")) })
    }
    // who comes first has the port
    let world = try World(
      settings: breakage.isLate ? "jobs: 1" : "", list("first", "broken", "last"),
      version("worker:1", "first", "broken", "last"))
    try world.cycle()
    let before = try world.container("broken")

    try world.commit(version("worker:2", "first", "last"))
    try breakage.apply(world.remote)
    let output = try world.deploy(exits: 3)

    for name in ["first", "last"] {
      try world.runs("worker:2", in: name)
      #expect(try world.container(name).isRunning)
    }
    if !breakage.isLate { #expect(try world.container("broken") == before) }
    #expect(output.stderr.contains(breakage.named), "\(output)")
    #expect(output.stdout.contains("broken:"), "\(output)")
    #expect(!output.text.contains("opensesame"), "\(output)")
  }

  @Test("converges as soon as a commit mends it")
  func mended() throws {
    let world = try World(list("broken"), stack("broken"))
    try world.cycle()
    try must(
      ["sh", "-ec", "cd \(world.remote.clone)/stacks; rm -r broken; ln -s /etc broken"])
    try world.deploy(exits: 3)
    try must(["rm", "\(world.remote.clone)/stacks/broken"])
    try world.deploy(stack("broken", service("app", "worker:2")))
    try world.runs("worker:2", in: "broken")
  }

  @Test("fails again in each cycle until then, and the host's other stacks are left in peace")
  func again() throws {
    let world = try World(
      list("first", "broken"), stack("first"), ["stacks/broken/compose.yaml": "services: 7\n"])
    try world.cycle(exits: 3)
    let before = try world.snapshot()
    try world.cycle(exits: 3)
    #expect(try world.snapshot() == before)
  }
}

extension Substring {
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    var rest = self
    var head = ""
    while !rest.isEmpty, !rest.hasPrefix(part) { head.append(rest.removeFirst()) }
    return rest.isEmpty ? head : head + other + rest.dropFirst(part.count)
  }
}
