import Git
import Model
import Testing

@testable import Cycle

private func entry(_ path: String, _ kind: TreeEntry.Kind = .file) -> TreeEntry {
  TreeEntry(path: path, kind: kind, id: ObjectID(hex: String(repeating: "0", count: 40))!)
}

@Suite("The environment files of a folder")
struct EnvironmentLayerTests {
  @Test("are .env, then *.env by their bytes, then the decrypted secrets") func order() {
    let names = ["z.env", "b.secret.env", ".env", "a.env", "B.env", "a.secret.env", "compose.yaml"]
    let layer = EnvironmentLayer(names.map { entry("stacks/web/\($0)") })
    #expect(
      layer.files.map(\.path) == [
        "stacks/web/.env", "stacks/web/B.env", "stacks/web/a.env", "stacks/web/z.env",
        "stacks/web/.decrypted.a.secret.env", "stacks/web/.decrypted.b.secret.env",
      ])
  }

  @Test("are neither folders nor other dot-files", arguments: [".local.env", "env", "a.env.bak"])
  func others(_ name: String) {
    #expect(EnvironmentLayer([entry(name), entry("folder.env", .folder)]).files.isEmpty)
  }

  @Test("may set the profiles, and nothing else of Compose's own") func steering() {
    let text = Array("A=1\nCOMPOSE_PROFILES=x\n# COMPOSE_FILE=no\nCOMPOSE_PROJECT_NAME=y\n".utf8)
    let problem = EnvironmentLayer.steeringVariable(in: text, of: "global/a.env")
    #expect(problem?.place == .init("global/a.env", line: 4))
    #expect(problem?.message == "COMPOSE_PROJECT_NAME may not be set here")
    #expect(EnvironmentLayer.steeringVariable(in: Array("COMPOSE_PROFILES=x".utf8), of: "a") == nil)
  }
}

@Suite("The Compose files of a folder")
struct ComposeFileNamesTests {
  @Test(
    "are found by the names that Compose knows",
    arguments: [
      (["compose.yaml"], ["compose.yaml"]),
      (["docker-compose.yml", "compose.yml"], ["compose.yml"]),
      (["docker-compose.yml"], ["docker-compose.yml"]),
      (["compose.yaml", "compose.override.yaml"], ["compose.yaml", "compose.override.yaml"]),
      (["compose.override.yaml"], []),
      (["Compose.yaml", "compose.json"], []),
    ])
  func names(_ present: [String], _ chosen: [String]) {
    #expect(ComposeFileNames.choose(among: present) == chosen)
  }
}

@Suite("A link in the repository")
struct LinkTests {
  @Test(
    "may not lead out of it",
    arguments: [
      ("stacks/web/a", "b", false), ("stacks/web/a", "../b", false),
      ("stacks/web/a", "../../global/b", false), ("stacks/web/a", "../../../b", true),
      ("stacks/web/a", "/etc/passwd", true), ("a", "..", true), ("a", "./b", false),
      ("a", "b/../../c", true),
    ])
  func target(_ link: String, _ target: String, _ leaves: Bool) {
    #expect(RepositoryRules.leavesRepository(link: link, target: target) == leaves)
  }
}

@Suite("The exit code of a cycle")
struct SummaryTests {
  func summary(_ outcomes: [Outcome], reached: Bool = true) -> Summary {
    let stacks = outcomes.enumerated().map { (name: StackName("s\($0)")!, outcome: $1) }
    return Summary(
      host: "media", commit: "1234567", stacks: stacks, removals: [], remoteReached: reached)
  }

  @Test("is 0 when everything converged") func converged() {
    let change = AppliedChange(
      ContainerChange(.created, Container(id: "1", name: "a")), [.firstDeployment])
    #expect(summary([.unchanged, .changed([change])]).exitCode == 0)
  }

  @Test("is 3 when a stack failed, whether or not a remote answered") func failed() {
    #expect(summary([.unchanged, .failed(Problem("x"))]).exitCode == 3)
    #expect(summary([.failed(Problem("x"))], reached: false).exitCode == 3)
  }

  @Test("is 3 when a teardown was refused, and names what was to go") func refused() {
    var summary = summary([.unchanged], reached: false)
    summary.refused = ["a", "b"]
    #expect(summary.exitCode == 3)
    #expect(
      summary.line
        == "media at 1234567: 1 stack, teardown of 2 refused (a, b), nothing fetched from any remote"
    )
  }

  @Test("is 69 when no remote answered and the rest went well") func unreachable() {
    #expect(summary([.unchanged], reached: false).exitCode == 69)
  }

  @Test("is 0 where commits wait on a remote that is not followed, and the line says so")
  func leads() {
    var summary = summary([.unchanged])
    summary.leads = ["/srv/mirror is 1 commit ahead; push 9ab3c1d to /srv/infra"]
    #expect(summary.exitCode == 0)
    #expect(
      summary.line
        == "media at 1234567: 1 stack, nothing changed, /srv/mirror is 1 commit ahead; "
        + "push 9ab3c1d to /srv/infra")
  }

  @Test("is 77 when a commit is not signed, unless a stack failed") func unsigned() {
    var summary = summary([.unchanged], reached: false)
    summary.alarms = ["9ab3c1d refused: it is not signed"]
    #expect(summary.exitCode == 77)
    #expect(
      summary.line
        == "media at 1234567: 1 stack, nothing changed, 9ab3c1d refused: it is not signed, "
        + "nothing fetched from any remote")
    summary.refused = ["a"]
    #expect(summary.exitCode == 3)
  }

  @Test("comes with a line that counts") func line() {
    let line = summary([.unchanged, .failed(Problem("x"))], reached: false).line
    #expect(
      line == "media at 1234567: 2 stacks, 1 failed (s1), nothing fetched from any remote")
  }
}
