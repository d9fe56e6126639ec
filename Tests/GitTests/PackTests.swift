import Glibc
import Posix
import Testing

@testable import Git

@Suite("The packs of a repository") struct PackTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace(served: false) }

  /// Brings one pack after another, each with one file that nothing leads to.
  ///
  /// - Parameters:
  ///   - size: bytes of each file, in hexadecimal digits that do not compress well.
  ///   - reversed: whether a file with the suffix "rev" comes with each, as newer versions of git have it.
  private func bring(_ count: Int, size: Int = 40, reversed: Bool = false) throws {
    let script = """
      for number in $(seq \(count)); do
        id=$({ echo $$ $number; ((\(size) == 40)) || head -c \(size / 2) /dev/urandom | od -An -tx1; } |
          git --git-dir "$0" hash-object -w --stdin)
        git --git-dir "$0" -c pack.writeReverseIndex=\(reversed) pack-objects -q \\
          "$0/objects/pack/pack" <<<"$id" >"$0/../made"
      done
      git --git-dir "$0" prune-packed -q
      """
    try workspace.run("bash", ["-ec", script, workspace.gitFolder])
  }

  private var names: [String] {
    get throws { try workspace.packs.filter { $0.hasSuffix(".pack") } }
  }

  /// Every object here with its type and size, as git sees it.
  private var objects: String {
    get throws {
      try workspace.inspect("fsck", "--full")
      return try workspace.inspect("cat-file", "--batch-check", "--batch-all-objects")
    }
  }

  @Test("stay as they are while they are few")
  func few() throws {
    try bring(32)
    let before = try names
    #expect(try workspace.repository.joinPacks() == 0)
    #expect(try names == before)
  }

  @Test(
    "become one where they are many and small, and keep what nothing leads to",
    arguments: [false, true])
  func many(_ reversed: Bool) throws {
    try bring(33, reversed: reversed)
    let before = try objects
    #expect(try workspace.packs.count == (reversed ? 99 : 66))
    #expect(try workspace.repository.joinPacks() == 33)
    #expect(try workspace.packs.count == 2)
    #expect(try objects == before)
    #expect(try workspace.repository.joinPacks() == 0)
  }

  @Test("become one that is not small any more, and which is left alone")
  func grown() throws {
    try bring(70, size: 160_000)
    let before = try objects
    #expect(try workspace.repository.joinPacks() == 70)
    #expect(try names.count == 1 && objects == before)
    try bring(33)
    #expect(try workspace.repository.joinPacks() == 33)
    #expect(try names.count == 2)
  }

  @Test("are read by the run that joined them, and by the next one")
  func readable() throws {
    try bring(33)
    let ids = try objects.split(separator: "\n").compactMap { ObjectID(hex: String($0.prefix(40))) }
    let next = try Repository.open(workspace.checkout)
    _ = try next.blob(ids[0])
    try workspace.repository.joinPacks()
    for id in ids {
      #expect(try workspace.repository.blobSize(id) > 0)
      #expect(try next.blobSize(id) > 0)
    }
    try workspace.move()
    let later = try Repository.open(workspace.checkout)
    for id in ids { #expect(try later.blob(id).isEmpty == false) }
  }

  @Test("are made anew where they are about as large as all smaller ones, and not where larger")
  func geometric() {
    #expect(Pack.joined([1, 1, 1]) == 3)
    #expect(Pack.joined([1, 1, 1, 6]) == 3)
    #expect(Pack.joined([1, 1, 1, 5]) == 4)
    #expect(Pack.joined([1, 2, 6, 18]) == 0)
    #expect(Pack.joined([1, 2, 6, 18, 18]) == 5)
    #expect(Pack.joined([]) == 0)
    #expect(Pack.joined([0, 0]) == 0)
    #expect(Pack.joined([1, 1, 1, 1], room: 3) == 3)
    #expect(Pack.joined([1, 1], room: 1) == 0)
  }

  @Test("stay where a person wants them kept, or git has one index for several")
  func kept() throws {
    try bring(40)
    try write("", to: try names[0].replacing(".pack", with: ".keep"))
    let kept = try names[0]
    #expect(try workspace.repository.joinPacks() == 39)
    #expect(try names.count == 2 && names.contains(kept))

    try bring(40)
    try workspace.inspect("multi-pack-index", "write")
    #expect(try workspace.repository.joinPacks() == 0)
  }

  @Test("go where a killed run left an index alone, unless somebody brings its pack just now")
  func leftovers() throws {
    try bring(2)
    let packs = try names
    let other = packs[0].replacing("pack-", with: "pack-0").replacing(".pack", with: ".idx")
    try write("", to: other)
    #expect(try workspace.repository.joinPacks() == 0)
    #expect(try workspace.packs.count == 5)
    try workspace.run("mv", [packs[1].replacing(".pack", with: ".idx"), workspace.folder])
    let later = FileStatus.Time(seconds: FileStatus.Time.now.seconds + 7200, nanoseconds: 0)
    try PackFolder(path: "\(workspace.gitFolder)/objects/pack").removeLeftovers(now: later)
    #expect(try workspace.packs.count == 3, "nor is a pack without its index ours to remove")
  }

  @Test("with something large in them stay, and the others are joined")
  func large() throws {
    try bring(34)
    try bring(2, size: 4 << 20)
    #expect(try workspace.repository.joinPacks() == 34)
    #expect(try names.count == 3)
  }

  @Test("that are damaged stay, and the others are joined", arguments: [0, 30, 60])
  func damaged(_ length: Int) throws {
    try bring(40)
    let pack = try names[0]
    chmod(pack, 0o600)
    truncate(pack, length)
    #expect(try workspace.repository.joinPacks() == 39)
    #expect(try names.count == 2 && names.contains(pack))
  }

  @Test(
    "stay where there is to be no more of it, at any time", arguments: [1, 20, 41, 45, 50, 60])
  func stays(_ question: Int) throws {
    try bring(40)
    let before = try workspace.packs
    var count = 0
    workspace.repository.goesOn = {
      count += 1
      return count < question
    }
    #expect(Result { try workspace.repository.joinPacks() }.code == .interrupted)
    #expect(try workspace.packs == before)
    let left = try Folder.open("\(workspace.gitFolder)/objects").names().filter {
      $0.hasPrefix(".")
    }
    #expect(left == [])
  }

  @Test(
    "are all there, or what came of them, when a run is killed in between",
    .enabled(if: hasStrace, "needs strace"),
    arguments: [
      "rename", "renameat", "link", "unlink", "unlinkat", "fsync", "mkdir", "openat", "pwrite64",
      "close",
    ])
  func killed(_ call: String) throws {
    try bring(34)
    let before = try objects
    let folder = workspace.checkout
    var number = 1
    while true {
      try workspace.run("rm", ["-rf", "\(workspace.folder)/copy"])
      try workspace.run("cp", ["-a", folder, "\(workspace.folder)/copy"])
      // not every machine has each of them
      let inject = "inject=?\(call):signal=KILL:when=\(number)"
      let run = try Child(
        "strace", ["-f", "-qq", "-o", "/dev/null", "-e", inject, probe, "join", folder],
        environment: ["PATH=/usr/bin:/bin"], deadline: 60
      ).run()
      #expect(try objects == before, "killed at \(call) \(number)")
      if run.succeeded { break }
      try #require(run.end == .signalled(SIGKILL), "\(run)")
      try Repository.open(folder).joinPacks(above: 1)
      #expect(try names.count <= 2 && objects == before, "after \(call) \(number)")
      try workspace.run("rm", ["-rf", folder])
      try workspace.run("mv", ["\(workspace.folder)/copy", folder])
      number += 1 + number / 2
    }
    #expect(try workspace.packs.count == 2)
  }
}

extension Result where Failure == any Error {
  fileprivate var code: GitError.Code? {
    if case .failure(let error) = self { (error as? GitError)?.code } else { nil }
  }
}

private let hasStrace = access("/usr/bin/strace", X_OK) == 0

/// The one that was built beside the tests.
private let probe =
  String(Host.program.prefix(through: Host.program.lastIndex(of: "/")!)) + "Probe"
