import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("What people ask of the next cycles")
struct RequestsTests {
  let folder: TestSupport.Folder
  let web = StackName("web")!
  let db = StackName("db")!

  init() throws { folder = try Folder("requests") }

  private var file: String { folder["state/requests.json"] }

  /// Asks with a state folder of its own each time, as each command does.
  @discardableResult
  private func change(_ change: (inout Requests) -> Void) throws -> Requests {
    try StateFolder.open(folder["state"]).changeRequests(change)
  }

  private func requests() throws -> Requests { try StateFolder.open(folder["state"]).requests() }

  private func failure() -> Problem? {
    do {
      _ = try requests()
      return nil
    } catch {
      return (error as? Failure)?.problems.first
    }
  }

  @Test("is nothing where nobody asked, and to ask for nothing leaves nothing")
  func nothing() throws {
    #expect(try requests().isEmpty)
    try StateFolder.open(folder["state"]).settleRequests(retries: [web: 5], at: 10)
    #expect(try must(["ls", "-A", folder["state"]]) == "")
  }

  @Test("is read back as it was written, and root's alone") func roundTrip() throws {
    let hold = Hold(since: 5, until: 9, reason: "moving the disks")
    try change { $0.holds[web] = hold }
    try change { $0.retries[db] = 7 }
    #expect(try requests() == Requests(holds: [web: hold], retries: [db: 7]))
    #expect(metadata(file)?.mode == 0o600)
  }

  @Test("is not written anew where it stays as it is") func unchanged() throws {
    try change { $0.retries[db] = 7 }
    let before = metadata(file)?.inode
    try change { $0.retries[db] = 7 }
    #expect(metadata(file)?.inode == before)
  }

  @Test("knows the holds that are in force") func active() {
    let requests = Requests(holds: [web: Hold(since: 5, until: 9), db: Hold(since: 5)])
    #expect(requests.activeHolds(at: 8).keys.count == 2)
    #expect(Array(requests.activeHolds(at: 9).keys) == [db])
  }

  @Test("lasts as long as it was to where the clock was set back, and no longer")
  func clock() throws {
    try change { $0.holds = [web: Hold(since: 1000, until: 1060), db: Hold(since: 5, until: 90)] }
    let state = try StateFolder.open(folder["state"])
    #expect(try state.currentRequests(at: 2000).holds[web] == Hold(since: 1000, until: 1060))
    let now = [web: Hold(since: 50, until: 110), db: Hold(since: 5, until: 90)]
    #expect(try state.currentRequests(at: 50).holds == now)
    #expect(try requests().holds == now)
  }

  @Test("loses what ended and what was tried, but not what was asked for since")
  func settled() throws {
    try change { requests in
      requests.holds = [web: Hold(since: 5, until: 9), db: Hold(since: 5)]
      requests.retries = [web: 6, db: 6]
    }
    let seen = try requests().retries
    try change { $0.retries[db] = 8 }
    try StateFolder.open(folder["state"]).settleRequests(retries: seen, at: 9)
    #expect(try requests() == Requests(holds: [db: Hold(since: 5)], retries: [db: 8]))
  }

  @Test(
    "is not guessed at where the file is damaged",
    arguments: [
      "", "{", "[]", "{\"version\": 1}", "{\"version\": 1, \"holds\": {}}",
      "{\"version\": 1, \"holds\": {\"Web\": {\"since\": 1}}, \"retries\": {}}",
      "{\"version\": 1, \"holds\": {\"web\": {}}, \"retries\": {}}",
    ])
  func damaged(_ text: String) throws {
    try write(text, to: file)
    let problem = failure()
    #expect(problem?.message.contains("damaged") == true)
    #expect(problem?.place?.file == file)
    #expect(problem?.hint?.contains("converge hold") == true)
    #expect(throws: Failure.self) { try change { $0.holds[web] = Hold(since: 1) } }
    #expect(read(file) == text)
  }

  @Test("is not guessed at where a newer version wrote the file") func newer() throws {
    try write("{\"version\": 2, \"holds\": []}", to: file)
    #expect(failure()?.message.contains("newer converge") == true)
  }

  @Test("is changed by one after the other") func turns() throws {
    try must(["mkdir", folder["state"]])
    let holder = try Child(
      ["flock", folder["state/requests.lock"], "sleep", "0.5"], environment: plainEnvironment)
    let isHeld = try eventually(within: 5) {
      try run(["flock", "-n", folder["state/requests.lock"], "true"]).status != 0
    }
    #expect(isHeld)
    try change { $0.retries[db] = 7 }
    #expect(!holder.isRunning)
    #expect(try requests().retries == [db: 7])
  }
}
