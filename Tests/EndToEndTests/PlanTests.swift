import FoundationEssentials
import TestSupport
import Testing

@Suite("a plan", .laboratory) struct PlanTests {
  /// What `converge plan --json` prints, as far as it is looked at here.
  private struct Report: Decodable {
    struct Reason: Decodable { let kind, text: String }
    struct Service: Decodable {
      let name, action: String
      let causes: [Reason]
    }
    struct Stack: Decodable {
      let name, action: String
      let causes: [Reason]?
      let services: [Service]?
      let digests: [String: String]?
    }
    let stacks: [Stack]
    let isEmpty: Bool

    func causes(of service: String) -> [Reason] {
      stacks.flatMap { $0.services ?? [] }.first { $0.name == service }?.causes ?? []
    }
  }

  private func stacks(image: String, _ lines: String...) throws -> Files {
    let alone = "network_mode: none"
    return try merged([
      list("web", "db"), stack("db"),
      stack(
        "web", service("image", image, alone),
        service("environment", "worker:1", alone, lines: lines),
        service("file", "worker:1", alone, "volumes: ['./conf:/conf:ro']"),
        service("same", "worker:1", alone, "environment: {TOKEN: '${TOKEN}'}")),
      secret("stacks/web/app.secret.env", "TOKEN=\(image == "worker:1" ? "open" : "shut")sesame\n"),
    ])
  }

  @Test("names every cause, for a commit that is not checked out, and changes nothing")
  func causes() throws {
    let watched = try Watched(stacks(image: "worker:1"), ["stacks/web/conf/a": "one\n"])
    let empty = try watched.cycle("plan")
    #expect(empty.calls.isEmpty, "\(empty)")

    try watched.world.commit(
      stacks(image: "worker:2", "environment: {COLOR: blue, SIZE: '1'}"))
    try watched.world.remote.commit("Tune it", ["stacks/web/conf/a": "two\n"])
    let before = try watched.world.snapshot()
    let plain = try watched.cycle("plan", exits: 2)
    let json = try watched.cycle("plan", "--json", exits: 2)
    #expect(try watched.world.snapshot() == before)
    for ran in [plain, json] {
      #expect(!ran.text.contains("opensesame") && !ran.text.contains("shutsesame"))
      #expect(!ran.text.contains("blue"), "\(ran)")
    }

    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.stdout.utf8))
    #expect(!report.isEmpty)
    #expect(report.stacks.map(\.name) == ["web", "db"])
    #expect(report.stacks.map(\.action) == ["apply", "keep"])
    #expect(
      Set(report.stacks[0].digests?.keys.map { $0 } ?? [])
        == ["manifest", "config", "secrets", "deployment"])
    let short = try watched.world.remote.git("rev-parse", "--short=7", "HEAD")
    let expected = [
      ("image", "image", "image \(try shown("worker:1")) to \(try shown("worker:2"))"),
      ("environment", "environment", "environment changed: COLOR, SIZE"),
      ("file", "file", "stacks/web/conf/a in \(short) (A Person: Tune it)"),
      ("same", "environment", "environment changed: TOKEN"),
    ]
    for (service, kind, text) in expected {
      let causes = report.causes(of: service)
      #expect(causes.map(\.kind) == [kind], "\(service): \(json)")
      #expect(causes.map(\.text) == [text], "\(service): \(json)")
    }
    #expect(plain.output.stdout.contains("stacks/web/conf/a"), "\(plain)")

    let ran = try watched.cycle()
    for (_, _, text) in expected {
      #expect(ran.output.stdout.contains(text), "\(text): \(ran)")
    }
    let last = try watched.cycle("plan", "--json")
    let end = try JSONDecoder().decode(Report.self, from: Data(last.output.stdout.utf8))
    #expect(end.isEmpty && last.calls.isEmpty, "\(last)")
  }

  @Test("says what drifted and what is to be removed, and leaves it so")
  func drift() throws {
    let watched = try Watched(list("web", "db"), stack("web"), stack("db"))
    _ = try watched.engine.lines("kill", "web-app-1")
    try watched.world.commit(list("web"))
    let before = try watched.world.snapshot()
    let ran = try watched.cycle("plan", exits: 2)
    #expect(ran.output.stdout.contains("container web-app-1 exited with 137"), "\(ran)")
    #expect(ran.output.stdout.contains("not declared for media"), "\(ran)")
    #expect(try watched.world.snapshot() == before)
  }

  @Test("tells what is wrong without a secret, and with the paths of the checkout")
  func failing() throws {
    let world = try World(
      list("web", "db", "named"), secret("stacks/web/app.secret.env", "TOKEN=opensesame\n"),
      stack("web", service("app", "worker:1", "ports: ['${TOKEN}:80']")),
      ["stacks/db/compose.yaml": "include: [missing.yaml]\n"],
      secret("stacks/named/app.secret.env", "TOKEN=opensesame\n"),
      stack("named", plainService("app", ["image: 'example.org/${TOKEN}:1'"])))
    for arguments in [["plan"], ["plan", "--json"]] {
      let output = try world.host.start(arguments).wait()
      #expect(output.status == 3, "\(output)")
      #expect(!output.text.contains("opensesame"), "\(output)")
      #expect(!output.text.contains("converge-plan-"), "\(output)")
      #expect(output.text.contains("stacks/db/missing.yaml"), "\(output)")
    }
  }

  @Test("sees the files that a run sees, also those that nobody commits")
  func untracked() throws {
    let alone = "network_mode: none"
    let world = try World(
      list("web"), stack("web", service("app", "worker:1", alone)),
      ["stacks/web/conf/tracked": "1\n", "lib/common.yaml": "services: {}\n"])
    try world.cycle()
    let checkout = world.host.checkout
    try must(["mkdir", "-p", "\(checkout)/stacks/web/own/deep"])
    for (path, name) in [
      ("stacks/web/own.env", "BESIDE"), ("stacks/web/conf/own.env", "INSIDE"),
      ("stacks/web/own/deep/x.env", "DEEP"), ("lib/own.env", "OUTSIDE"), ("root.env", "ROOT"),
    ] { try write("\(name)=local\n", to: "\(checkout)/\(path)") }
    let files = "[own.env, conf/own.env, own/deep/x.env, ../../lib/own.env, ../../root.env]"
    try world.commit(stack("web", service("app", "worker:1", alone, "env_file: \(files)")))

    let plan = try world.cycle("plan", exits: 2)
    let words = "environment changed: BESIDE, DEEP, INSIDE and 2 more"
    #expect(plan.stdout.contains(words), "\(plan)")
    let run = try world.cycle()
    #expect(run.stdout.contains(words), "\(run)")
    let app = try world.container("web")
    for name in ["BESIDE", "INSIDE", "DEEP", "OUTSIDE", "ROOT"] {
      #expect(app.variable(name) == "local", "\(name)")
    }
    #expect(try world.cycle("plan").stdout.contains("environment") == false)

    // what the commit stops tracking is gone after the checkout, and so it is for a plan
    try world.commit(["stacks/web/own.env": "BESIDE=ours\n"], removed("stacks/web/conf/tracked"))
    try world.cycle()
    try world.commit(removed("stacks/web/own.env"))
    #expect(try world.cycle("plan", exits: 3).text.contains("stacks/web/own.env"))
  }

  @Test("that was killed leaves nothing in memory once the next cycle has run")
  func leftovers() throws {
    let watched = try Watched(list("web"), stack("web"))
    let left = "/run/converge-plan-0123456789abcdef"
    try must(["mkdir", "-p", left])
    try write("TOKEN=opensesame\n", to: "\(left)/.decrypted.app.secret.env")
    try write("", to: "\(left)/lock")
    try watched.isQuiet()
    #expect(metadata(left) == nil)
    try must(["rm", "-rf", left])
  }

  @Test("of 200 stacks is made in one cycle")
  func many() throws {
    let names = (1...200).map { "s\($0)" }
    let list = ["host/media/stacks.yaml": names.map { "- \($0)\n" }.joined()]
    let file = try stack("s", service("app", "worker:1", "scale: 0", "network_mode: none"))
    let files = names.map { ["stacks/\($0)/compose.yaml": file["stacks/s/compose.yaml"]!] }
    let watched = try Watched(World(merged([list] + files)))
    let ran = try watched.cycle("plan", "--json", exits: 2)
    let report = try JSONDecoder().decode(Report.self, from: Data(ran.output.stdout.utf8))
    #expect(report.stacks.map(\.name) == names)
    #expect(report.stacks.allSatisfy { $0.causes?.map(\.kind) == ["first-deployment"] })
  }
}
