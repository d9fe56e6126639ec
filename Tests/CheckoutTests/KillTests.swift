import Checkout
import Git
import Glibc
import Posix
import Testing

/// A checkout before a commit that moves everything about, with local edits and data in the way.
struct Scenario {
  let site: Site
  let next: Commit
  let later: Commit

  init() throws {
    site = try Site()
    let first = try site.commit([
      "keep": "1", "change": "1", "edit": "1", "remove/a/b": "1", "stop": "1", "stop-edited": "1",
      "to-folder": "1", "to-folder-edited": "1", "to-file/a": "1", "to-file/b/c": "1",
      "mixed/tracked": "1", "mode": "1", "link": .link("keep"), "to-link": "1",
    ])
    next = try site.commit([
      "keep": "1", "change": "2", "edit": "2", "new/deep/file": "2", "new/other": "2",
      "to-folder/x": "2", "to-folder-edited/y": "2", "to-file": "2", "mixed": "2",
      "mode": .executable("1"), "link": .link("change"), "to-link": .link("keep"),
      "was-data": "2", "was-folder": "2", "was-empty": "2", "was-same": "2", "was-link/x": "2",
    ])
    later = try site.commit([
      "keep": "1", "change": "3", "edit": "3", "new/deep/file": "3", "stop": "3",
      "to-folder/x": "3", "to-file": "3", "mixed": "3", "mode": "3", "link": "3",
      "was-data": "3", "was-folder": "3", "was-same": "3", "was-link/x": "3", "fresh": "3",
    ])
    try site.apply(first)
    try addLocalChanges()
  }

  private func addLocalChanges() throws {
    try site.overwrite("edit", "edited")
    try site.overwrite("stop-edited", "data: stop-edited")
    try site.overwrite("to-folder-edited", "data: to-folder-edited")
    try site.write("mixed/untracked", "data: mixed")
    try site.write("was-data", "data: was-data")
    try site.write("was-folder/inner", "data: was-folder")
    try site.makeFolder("was-empty")
    try site.write("was-same", "2")
    try site.link("was-link", to: "../outside")
    try site.write("bystander/x", "data: bystander")
  }

  static let data = [
    "stop-edited", "to-folder-edited", "mixed", "was-data", "was-folder", "bystander",
  ]

  /// Checks that all data is somewhere, and nothing else was kept aside for data.
  static func expectNothingLost(in snapshot: [String], killedAt: Int) {
    for name in data {
      let copies = snapshot.filter { $0.hasSuffix(" = data: \(name)") }
      #expect(copies.count == 1, "\(name), killed at \(killedAt)")
    }
    let kept = snapshot.filter { $0.contains("converge-kept") && $0.hasPrefix("file ") }
    #expect(kept.allSatisfy { $0.contains(" = data: ") }, "killed at \(killedAt): \(kept)")
  }
}

@Suite("killed at any moment, the next run ends in the same state")
struct KillTests {
  @Test("killed before each effect, then run again")
  func again() throws {
    let scenario = try Scenario()
    let undisturbed = try Site(copying: scenario.site)
    let effects = try #require(try undisturbed.applyElsewhere(scenario.next))
    #expect(effects > 60)
    let expected = try undisturbed.snapshot()
    Scenario.expectNothingLost(in: expected, killedAt: 0)
    try undisturbed.expectSettled(scenario.next, untracked: ["bystander/x"])
    for number in 1...effects {
      let site = try Site(copying: scenario.site)
      #expect(try site.applyElsewhere(scenario.next, killAt: number) == nil)
      try site.apply(scenario.next)
      let found = try site.snapshot()
      #expect(found == expected, "killed at \(number)")
      try site.expectSettled(scenario.next, untracked: ["bystander/x"])
      #expect(try site.apply(scenario.next).isEmpty, "killed at \(number)")
    }
  }

  @Test("killed before each effect, then a further commit comes")
  func furtherCommit() throws {
    let scenario = try Scenario()
    let undisturbed = try Site(copying: scenario.site)
    let effects = try #require(try undisturbed.applyElsewhere(scenario.next))
    try undisturbed.apply(scenario.later)
    let expected = tracked(try undisturbed.snapshot())
    // from the second on: before the first nothing is known of the commit, and a file that happens
    // to equal what it has is data to the later one
    for number in 2...effects {
      let site = try Site(copying: scenario.site)
      #expect(try site.applyElsewhere(scenario.next, killAt: number) == nil)
      try site.apply(scenario.later)
      let found = try site.snapshot()
      #expect(tracked(found) == expected, "killed at \(number)")
      Scenario.expectNothingLost(in: found, killedAt: number)
    }
  }

  @Test("killed again and again while commits come, nothing of ours is taken for data")
  func manyKills() throws {
    let scenario = try Scenario()
    let site = scenario.site
    for number in 1...40 {
      let commit = number % 2 == 0 ? scenario.next : scenario.later
      _ = try site.applyElsewhere(commit, killAt: 5 + number * 7 % 60)
    }
    try site.apply(scenario.later)
    Scenario.expectNothingLost(in: try site.snapshot(), killedAt: -1)
    try site.expectSettled(scenario.later, untracked: ["bystander/x"])
  }

  /// The lines of files and links that are not kept aside.
  private func tracked(_ snapshot: [String]) -> [String] {
    snapshot.filter { !$0.contains("converge-kept") && !$0.hasPrefix("folder ") }
  }

  @Test(
    "killed at system calls of all kinds, those of libgit2 too",
    .enabled(if: hasStrace, "needs strace"),
    arguments: [
      "openat", "openat2", "write", "fsync", "rename", "renameat", "renameat2", "unlink",
      "unlinkat", "mkdir", "mkdirat", "symlinkat", "fchmod", "close",
    ])
  func systemCalls(_ name: String) throws {
    let scenario = try Scenario()
    let undisturbed = try Site(copying: scenario.site)
    try undisturbed.apply(scenario.next)
    let expected = try undisturbed.snapshot()
    var number = 1
    while true {
      let site = try Site(copying: scenario.site)
      if try !kill(site, scenario.next, at: name, number) { break }
      try site.apply(scenario.next)
      #expect(try site.snapshot() == expected, "killed at \(name) \(number)")
      try site.expectSettled(scenario.next, untracked: ["bystander/x"])
      number += exhaustive ? 1 : 1 + number / 3
    }
  }

  /// - Returns: whether there were that many such calls.
  private func kill(_ site: Site, _ commit: Commit, at call: String, _ number: Int) throws -> Bool {
    let inject = "inject=\(call):signal=KILL:when=\(number)"
    let arguments = ["apply", site.root, commit.id.hex, "main", "\(Site.time)"]
    let result = try Site.run(
      "strace", ["-f", "-qq", "-o", "/dev/null", "-e", inject, Site.probe] + arguments)
    return !result.succeeded
  }

  private var exhaustive: Bool { Host.environment("CONVERGE_EXHAUSTIVE") != nil }
}
