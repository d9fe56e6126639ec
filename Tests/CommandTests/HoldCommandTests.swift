import TestSupport
import Testing

/// A host with a list of stacks and no Engine.
private struct Desk {
  let folder: Folder

  init() throws {
    folder = try Folder("desk")
    try write("- web\n- db\n", to: folder["checkout/host/media/stacks.yaml"])
    try write(
      """
      remotes: [{url: \(folder["infra.git"])}]
      host: media
      checkout: \(folder["checkout"])
      state: \(folder["state"])
      docker: unix://\(folder["none.sock"])

      """, to: folder["converge.yaml"], mode: 0o600)
  }

  func start(_ words: String...) throws -> Child {
    try Child(
      [Program.converge] + words + ["--config", folder["converge.yaml"]],
      environment: plainEnvironment.merging(["TZ": "UTC0"]) { $1 })
  }

  func converge(_ words: String...) throws -> Output {
    try TestSupport.run(
      [Program.converge] + words + ["--config", folder["converge.yaml"]],
      environment: plainEnvironment.merging(["TZ": "UTC0"]) { $1 })
  }

  /// What is asked for, on one line.
  var requests: String? {
    read(folder["state/requests.json"]).map { $0.filter { !$0.isWhitespace } }
  }

  /// Something named converge that holds the cycle's lock, as a cycle at work does.
  func cycleAtWork() throws -> Child {
    try must(["mkdir", "-p", folder["state"]])
    try must(["cp", "/bin/sleep", folder["converge"]])
    let child = try Child(
      ["flock", folder["state/lock"], folder["converge"], "60"], environment: plainEnvironment)
    let isHeld = try eventually(within: 5) {
      try run(["flock", "-n", folder["state/lock"], "true"]).status != 0
        && run(["pgrep", "-g", "\(child.pid)", "-x", "converge"]).status == 0
    }
    guard isHeld else { throw FixtureError("the lock is not held") }
    return child
  }
}

@Suite("converge hold and resume")
struct HoldCommandTests {
  private let desk: Desk

  init() throws { desk = try Desk() }

  @Test("put a stack on hold, and end that") func both() throws {
    let held = try desk.converge("hold", "web", "--reason", "moving the disks")
    #expect(held.status == 0, "\(held)")
    #expect(held.stdout.hasPrefix("web: on hold since "), "\(held)")
    #expect(held.stdout.contains("(moving the disks)"), "\(held)")
    #expect(held.stdout.contains("converge resume web ends that"), "\(held)")
    #expect(held.stderr == "")
    #expect(desk.requests?.contains(#""holds":{"web":{"reason":"movingthedisks","since":"#) == true)

    let resumed = try desk.converge("resume", "web")
    #expect(resumed.status == 0 && resumed.stdout.hasPrefix("web: was on hold"), "\(resumed)")
    #expect(desk.requests?.contains("web") == false)
  }

  @Test("resume says if there was none") func none() throws {
    for _ in 1...2 {
      let output = try desk.converge("resume", "db")
      #expect(output.status == 0 && output.stdout == "db: was not on hold\n", "\(output)")
    }
  }

  @Test("hold ends by itself after its time, which a second one moves") func time() throws {
    let first = try desk.converge("hold", "web", "--for=2h")
    #expect(first.stdout.contains("on hold until "), "\(first)")
    #expect(first.stdout.contains("ends that earlier"), "\(first)")
    let second = try desk.converge("hold", "web", "--for", "1s")
    #expect(second.status == 0 && second.stderr.contains("was on hold until "), "\(second)")
    try must(["sleep", "1.1"])
    #expect(try desk.converge("resume", "web").stdout == "web: was not on hold\n")
  }

  @Test("do not wait for a cycle at work, and say that there is one") func lock() throws {
    let cycle = try desk.cycleAtWork()
    let output = try desk.converge("hold", "web")
    #expect(output.status == 0, "\(output)")
    #expect(output.stderr.contains("a cycle is at work"), "\(output)")
    #expect(desk.requests?.contains("web") == true)
    #expect(cycle.isRunning)
  }

  @Test("lose nothing where many ask at once") func many() throws {
    try write("[s1, s2, s3, s4, s5, s6]\n", to: desk.folder["checkout/host/media/stacks.yaml"])
    let children = try (1...6).map { try desk.start("hold", "s\($0)") }
    for child in children { #expect(try child.wait().status == 0) }
    for number in 1...6 { #expect(desk.requests?.contains("\"s\(number)\"") == true) }
  }

  @Test("refuse what is no stack here, and name the nearest") func unknown() throws {
    let output = try desk.converge("hold", "webb")
    #expect(output.status == 64, "\(output)")
    #expect(output.stderr.contains("webb is not declared for media"), "\(output)")
    #expect(output.stderr.contains("did you mean web?"), "\(output)")
    for word in ["Web", "../web", "a b"] {
      for command in ["hold", "resume", "retry"] {
        let output = try desk.converge(command, word)
        #expect(output.status == 64 && output.stderr.contains("is not a stack name"), "\(output)")
      }
    }
    #expect(try desk.converge("resume", "webb").status == 64)
    #expect(desk.requests == nil)
  }

  @Test("take a project that is known otherwise, with a warning") func known() throws {
    try write("{}", to: desk.folder["state/receipts/old.json"])
    let output = try desk.converge("hold", "old")
    #expect(output.status == 0, "\(output)")
    #expect(output.stderr.contains("old is not declared for media"), "\(output)")
    let resumed = try desk.converge("resume", "old")
    #expect(resumed.stdout.contains("keeps the next cycle from removing it"), "\(resumed)")
  }

  @Test("take any stack where the list cannot be read, with a warning") func list() throws {
    try must(["rm", "-r", desk.folder["checkout"]])
    let output = try desk.converge("hold", "anything")
    #expect(output.status == 0, "\(output)")
    #expect(output.stderr.contains("is not known"), "\(output)")
  }

  @Test("do nothing where what is on hold is not known any more") func damaged() throws {
    try write("{", to: desk.folder["state/requests.json"])
    for command in ["hold", "resume"] {
      let output = try desk.converge(command, "web")
      #expect(output.status == 1 && output.stderr.contains("damaged"), "\(output)")
    }
    #expect(desk.requests == "{")
  }
}

@Suite("converge retry")
struct RetryCommandTests {
  private let desk: Desk

  init() throws { desk = try Desk() }

  @Test("leaves the request to the next cycle where another one is at work") func lock() throws {
    let cycle = try desk.cycleAtWork()
    let output = try desk.converge("retry", "web")
    #expect(output.status == 75, "\(output)")
    #expect(output.stderr.contains("another cycle is at work: process "), "\(output)")
    #expect(output.stderr.contains("web: the next cycle tries it again"), "\(output)")
    #expect(desk.requests?.contains(#""retries":{"web":"#) == true)
    #expect(cycle.isRunning)
  }

  @Test("runs a cycle at once, and leaves the request where that cannot begin") func fails() throws
  {
    let output = try desk.converge("retry", "web", "-v")
    #expect([1, 69].contains(output.status), "\(output)")
    #expect(output.stderr.contains("the next cycle tries it again"), "\(output)")
    #expect(output.stderr.contains("web: nothing of it is held back"), "\(output)")
    #expect(desk.requests?.contains(#""retries":{"web":"#) == true)
  }

  @Test("says in the status why a cycle could not begin") func noted() throws {
    try write("{", to: desk.folder["state/requests.json"])
    let output = try desk.converge("run")
    #expect(output.status == 1 && output.stderr.contains("requests.json: the file is"), "\(output)")
    try must(["rm", desk.folder["state/requests.json"]])
    let status = try desk.converge("status")
    #expect(status.stdout.contains("which stacks are on hold"), "\(status)")
  }

  @Test("refuses what is not declared, and what is on hold") func refused() throws {
    let unknown = try desk.converge("retry", "shop")
    #expect(unknown.status == 64, "\(unknown)")
    #expect(try desk.converge("hold", "web").status == 0)
    let held = try desk.converge("retry", "web")
    #expect(held.status == 1 && held.stderr.contains("converge resume web"), "\(held)")
    #expect(desk.requests?.contains(#""retries":{}"#) == true)
  }
}
