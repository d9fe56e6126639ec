import TestSupport
import Testing

/// Two remotes on which people went on from one commit in two ways, while the first one was away.
@Suite("remotes that went two ways", .laboratory) struct DivergenceTests {
  private let world: World
  private let mirror: Remote
  private let base: String
  /// What was deployed from the mirror, and what the first remote shows.
  private let (theirs, ours): (String, String)

  init() throws {
    mirror = try Remote()
    world = try World(mirrors: [mirror])
    let first = world.remote
    base = try world.commit(list("web"), stack("web"))
    try first.mirror(to: mirror)
    try world.cycle()

    try first.goAway()
    theirs = try Self.commit("worker:2", on: base, first)
    try first.mirror(to: mirror)
    try world.cycle()
    try first.comeBack()
    ours = try Self.commit("web:1", on: base, first)
    try first.mirror(to: first)
  }

  /// Commits the stack with another image in the clone, without pushing it.
  private static func commit(_ image: String, on base: String, _ remote: Remote) throws -> String {
    try remote.git("reset", "-q", "--hard", base)
    let files = try stack("web", service("app", image, "network_mode: none"))
    for case (let path, let text?) in files { try write(text, to: "\(remote.clone)/\(path)") }
    try remote.git("commit", "-q", "--all", "--allow-empty", "-m", image)
    return try remote.git("rev-parse", "HEAD")
  }

  @Test("stay at what is deployed, alarm in every cycle and everywhere, and go on mending")
  func alarm() throws {
    for _ in 1...3 {
      _ = try world.engine.lines("rm", "-f", world.container("web").id)
      let output = try world.cycle(exits: 77)
      let alarms = output.stderr.split(separator: "\n").filter { $0.contains("diverged at") }
      #expect(alarms.count == 1, "\(output)")
      let parts = [
        "error:", world.remote.url, mirror.url, ours.short, theirs.short, "merge", "--adopt",
      ]
      #expect(parts.allSatisfy { alarms.first?.contains($0) == true }, "\(output)")
      #expect(output.stdout.contains("\(world.remote.url) diverged at \(ours.short)"), "\(output)")
      try world.runs("worker:2")
    }
    let quiet = try world.cycle(exits: 77).stdout
    #expect(quiet.contains("media at \(theirs.short): 1 stack, nothing changed, "), "\(quiet)")

    let status = try world.host.converge("status").stdout.split(separator: "\n")
    #expect(status[1].contains("diverged at \(ours.short)"), "\(status)")
    let line = status.first { $0.contains("remote \(world.remote.url): ") }
    #expect(line?.contains("diverged") == true, "\(status)")
    let plan = try world.cycle("plan", exits: 77)
    #expect(plan.stdout.contains("diverged at \(ours.short)"), "\(plan)")
  }

  @Test(
    "are as before once somebody merged, or made one follow the other", arguments: Way.allCases)
  func over(_ way: Way) throws {
    try world.cycle(exits: 77)
    let clone = world.remote
    switch way {
    case .mergedOnTheFirst, .mergedOnTheMirror:
      try clone.git("merge", "-q", "-s", "ours", "--no-edit", theirs)
      try clone.mirror(to: way == .mergedOnTheFirst ? clone : mirror)
    case .theFirstFollows: try clone.mirror(to: clone, theirs)
    case .theMirrorFollows: try clone.mirror(to: mirror)
    case .theMirrorFollowedUnseen:
      try clone.goAway()
      try clone.mirror(to: mirror)
      try world.cycle(exits: 77)
      try clone.comeBack()
    }
    try world.cycle()
    try world.runs(way == .theFirstFollows ? "worker:2" : "web:1")
    #expect(try !world.cycle().text.contains("diverged"))
  }

  enum Way: CaseIterable {
    case mergedOnTheFirst, mergedOnTheMirror, theFirstFollows, theMirrorFollows
    case theMirrorFollowedUnseen
  }

  @Test("are a person's to decide: the first one is taken with --adopt, and what it dropped merged")
  func adopted() throws {
    try world.cycle(exits: 77)
    try world.cycle("--adopt")
    try world.runs("web:1")
    let status = try world.host.converge("status").stdout
    let words = "it still has \(theirs.short), which a force push dropped"
    #expect(status.contains(words), "\(status)")
    try world.remote.goAway()
    try world.cycle()
    let again = try world.cycle("--adopt", exits: 69)
    #expect(again.stderr.contains("from the first remote: nothing was adopted"), "\(again)")
    try world.runs("web:1")
    try world.remote.git("merge", "-q", "-s", "ours", "--no-edit", theirs)
    try world.remote.mirror(to: mirror)
    #expect(try world.cycle().stdout.contains(world.remote.git("rev-parse", "HEAD").short))
  }

  @Test("take nothing more from the mirror before that")
  func further() throws {
    try world.cycle(exits: 77)
    let next = try Self.commit("worker:1", on: theirs, world.remote)
    try world.remote.mirror(to: mirror)
    let output = try world.cycle(exits: 77)
    let words = "\(next.short) is followed once it has \(ours.short) of \(world.remote.url)"
    #expect(output.stderr.contains(words), "\(output)")
    try world.runs("worker:2")
  }
}

/// A host that lacks an old commit, before which its mirror still is.
@Suite("remotes that cannot be compared", .laboratory) struct HoleTests {
  @Test("leave the host where it is, with the repository that it has, and say what is missing")
  func hole() throws {
    let mirror = try Remote()
    let world = try World(mirrors: [mirror])
    try world.commit(list("web"), stack("web"))
    try world.remote.mirror(to: mirror)
    let hole = try world.commit(["note": "1"])
    let tip = try world.commit(["note": "2"])
    try world.cycle()
    try lose(hole, in: world.host.checkout)
    try world.remote.goAway()
    for _ in 1...2 {
      _ = try world.engine.lines("rm", "-f", world.container("web").id)
      let output = try world.cycle()
      #expect(output.stdout.contains("media at \(tip.short): "), "\(output)")
      let words = "the commit \(hole.short) before them is missing here; git fsck shows"
      #expect(output.stderr.contains(words), "\(output)")
      #expect(!output.text.contains("damaged"), "\(output)")
      #expect(try world.container("web").isRunning)
    }
    let status = try world.host.converge("status")
    #expect(status.stdout.contains("cannot be compared with \(tip.short)"), "\(status)")
  }

  /// Removes one object of a repository.
  private func lose(_ object: String, in checkout: String) throws {
    let script = """
      cd '\(checkout)/.git/objects'; mkdir ../packs; mv pack/*.pack ../packs; rm -f pack/*
      for pack in ../packs/*; do git --git-dir .. unpack-objects -q < "$pack"; done
      rm -r ../packs; rm -f \(object.prefix(2))/\(object.dropFirst(2))
      """
    try must(["bash", "-ec", script])
  }
}
