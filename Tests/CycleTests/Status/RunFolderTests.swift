import Glibc
import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("The status of a host")
struct RunFolderTests {
  let folder: Folder
  let status = HostStatus(
    host: "media", branch: "main",
    commit: CommitNote(id: "3f2c1d0aa", author: "Ann", subject: "s", time: 3), started: 5,
    finished: 7, exitCode: 3, result: "media at 3f2c1d0: 1 stack, 1 failed (web)",
    remotes: [RemoteStatus(url: "/srv/git", .reached, head: "3f2c1d0aa", isSource: true)],
    stacks: [StackStatus("web", .failed, problem: "container web-app-1 exited with 1")])

  init() throws { folder = try Folder("run") }

  private func run(_ configuration: String = "/etc/converge/converge.yaml") -> RunFolder {
    RunFolder(configuration: configuration, root: folder["converge"])
  }

  @Test("lies in the root for the default configuration, however that is written")
  func place() {
    #expect(run().path == folder["converge"])
    #expect(run("/etc//converge/./x/../converge.yaml").path == folder["converge"])
    #expect(RunFolder(configuration: "/etc/converge/converge.yaml").path == "/run/converge")
  }

  @Test("lies in a folder of its own for another one, named by a digest of its path")
  func other() {
    // printf /tmp/a.yaml | sha256sum
    #expect(run("/tmp/a.yaml").path == folder["converge"] + "/c7b8a33bc4cfe343")
    #expect(run("/tmp/b.yaml").path != run("/tmp/a.yaml").path)
  }

  @Test("says which of its files is damaged") func damage() throws {
    #expect(run().damage == [])
    try run().write(status)
    #expect(run().damage == [])
    try write("{", to: run().path + "/cycle.json")
    #expect(run().damage.map(\.place?.file) == ["\(run().path)/cycle.json"])
    #expect(run().damage.first?.hint == "converge --full writes it anew")
    #expect(try run().read() == status)
  }

  @Test("tells of a cycle that did not even begin, unless another one is at work")
  func unopened() throws {
    let invalid = Failure.settingsInvalid([Problem("others may read /etc/converge/token")])
    run().leave(invalid, started: 11)
    #expect(try run().read() == nil)
    try run().write(status)
    run().leave(.locked(Problem("a cycle is running")), started: 11)
    #expect(try run().read() == status)
    run().leave(invalid, started: 11)
    let told = try #require(try run().read())
    #expect(told.exitCode == 78 && told.started == 11)
    #expect(told.result == "others may read /etc/converge/token")
    #expect(told.stacks == status.stacks && told.commit == status.commit)
  }

  @Test("is read back as it was written, and anybody may read it") func roundTrip() throws {
    for run in [run(), run("/tmp/a.yaml")] {
      #expect(try run.read() == nil)
      try run.write(status)
      #expect(try run.read() == status)
      #expect(metadata(run.path)?.mode == 0o755)
      #expect(metadata(run.path + "/status.json")?.mode == 0o644)
    }
  }

  @Test("is never written through a link") func links() throws {
    try must(["mkdir", folder["elsewhere"]])
    try must(["ln", "-s", folder["elsewhere"], folder["converge"]])
    #expect(throws: Problem.self) { try run().write(status) }
    #expect(try must(["ls", folder["elsewhere"]]) == "")

    try must(["rm", folder["converge"]])
    try must(["mkdir", folder["converge"]])
    try write("mine", to: folder["victim"])
    try must(["ln", "-s", folder["victim"], folder["converge"] + "/status.json"])
    try run().write(status)
    #expect(read(folder["victim"]) == "mine")
    #expect(try run().read() == status)
  }

  @Test("is not written where others may write") func shared() throws {
    try must(["mkdir", "-m", "0777", folder["converge"]])
    #expect(throws: Problem.self) { try run().write(status) }
  }

  @Test("that is damaged or of the future is told as that") func damaged() throws {
    let file = folder["converge"] + "/status.json"
    for text in ["", "{", "{\"version\": 1}", "[]"] {
      try write(text, to: file)
      #expect(throws: Problem.self) { try run().read() }
    }
    try write("{\"version\": 2, \"what\": []}", to: file)
    do {
      _ = try run().read()
      Issue.record("was read")
    } catch {
      #expect(error.message == "written by a newer converge")
    }
  }
}

@Suite("The status of a host, later")
struct HostStatusTests {
  let status = HostStatus(
    host: "media", branch: "main", started: 5, finished: 7, exitCode: 0, result: "fine",
    stacks: [
      StackStatus("web", .unchanged, drift: ["old words"]), StackStatus("db", .changed),
    ], removed: ["old"])

  @Test("names how what runs differs, where it was looked at") func live() {
    let live = liveStatus(
      base: status,
      seen: [
        "web": StackLook(paused: ["web-app-1"]),
        "db": StackLook(drift: [.missing(service: "app")]),
      ])
    #expect(live.stacks.map(\.drift) == [[], ["container of app is missing"]])
    #expect(live.stacks.map(\.word) == ["paused", "drifted"])
    #expect(liveStatus(base: status, seen: [:]) == status)
  }

  @Test("knows the stacks that only the look has shown") func unknown() {
    let live = liveStatus(
      base: nil, seen: ["web": StackLook(drift: [.missing(service: "app")]), "db": StackLook()])
    #expect(live.stacks.map(\.name) == ["db", "web"])
    #expect(live.stacks.map(\.word) == ["unknown", "drifted"])
  }

  @Test("tells whether what ran still does") func running() {
    var base = status
    base.stacks[0].runs = RunningVersion(commit: "3f2", since: 1, isVerified: true, containers: 2)
    let live = liveStatus(base: base, seen: ["web": StackLook(running: 0)])
    #expect(live.stacks[0].runs?.words(after: nil) == "nothing of it runs")
  }

  private let undeclared: [ProjectStep] = [
    .remove("byhand", .notDeclared(host: "media")), .leaveProtected("portainer"),
    .remove("stuck", .notDeclared(host: "media")),
  ]

  @Test("tells what becomes of each project that is not declared") func projects() {
    var base = status
    base.notRemoved = ["stuck": "could not remove stuck_default", "gone": "x"]
    let live = base.showing(undeclared: undeclared, limit: 2)
    #expect(live.toRemove == ["byhand"])
    #expect(live.notRemoved == ["stuck": "could not remove stuck_default"])
    #expect(live.left == ["portainer"])
    #expect(live.leftBecause == ["portainer": "protected by this host's configuration"])
  }

  @Test("tells that too many projects wait for their removal") func tooMany() {
    let live = status.showing(undeclared: undeclared, limit: 1)
    #expect(live.toRemove == [])
    #expect(live.notRemoved?["byhand"] == "more than 1 would be removed at once")
  }

  @Test("takes the name that the host bears now, also where the last cycle had another") func name()
  {
    var base = status
    (base.host, base.result) = ("old", "old at 3f2c1d0: 1 stack")
    let live = base.named("media")
    #expect(live.host == "media" && live.result == "media at 3f2c1d0: 1 stack")
  }

  @Test("knows a name clash as the last cycle saw it") func twin() throws {
    var clash = status
    clash.twin = "as it was"
    let note = CycleNote(
      started: 9, finished: 10, exitCode: 0, result: "fine", remotes: [], isQuiet: true)
    #expect(clash.after(note).twin == nil)
    #expect(clash.note(settled: "", rhythm: nil).twin == "as it was")
  }

  @Test("after a cycle that came to nothing still tells what runs") func failure() {
    let later = status.afterFailure(started: 9, finished: 10, exitCode: 69, result: "no Engine")
    #expect(later.stacks == status.stacks)
    #expect((later.finished, later.exitCode) == (10, 69))
    #expect(later.removed == [])
  }
}
