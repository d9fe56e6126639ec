import TestSupport
import Testing

/// A disk that has room for so many pages and no more: each page that a cycle writes may be the one
/// too many. Some are tried, or with `CONVERGE_TORTURE=all` every one.
@Suite("a disk that fills", .laboratory) struct DiskFaultTests {
  private static let words = ["o space left", "is full", "disk"]

  @Test("under the checkout, its objects and its plaintexts") func checkout() throws {
    try fill("the checkout", of: 22) { $0.checkout }
  }

  @Test("under the state: records, receipts and what is settled") func state() throws {
    try fill("the state folder", of: 16) { $0.state }
  }

  /// - Parameter count: pages that are too few for one cycle.
  private func fill(_ name: String, of count: Int, _ path: (Host) -> String) throws {
    let stage = try FaultStage()
    let disk = try SmallDisk(path(stage.world.host), size: "8m")
    try stage.begin()
    for pages in Tally.places(2, of: count).map({ $0 - 1 }) {
      try stage.commit()
      try disk.fill(except: pages * SmallDisk.page)
      let output = try stage.start().wait()
      try stage.check(output, "\(name), \(pages) pages", exits: [0, 1, 3], names: Self.words)
      try disk.empty()
      try stage.converge("the disk of \(name) fills", "after \(pages) pages")
    }
  }

  @Test("in the first clone") func clone() throws {
    let world = try World(list("web"), stack("web"), secret("stacks/web/a.secret.env", "A=b\n"))
    let (host, count) = (world.host, 44)
    for pages in Tally.places(2, of: count) {
      let disk = try SmallDisk(host.checkout, size: "\(pages * 4)k")
      let output = try host.converge()
      let isTold = output.status == 0 || output.text.lowercased().contains("no space left")
      #expect([0, 1, 3].contains(output.status) && isTold, "\(pages) pages: \(output)")
      try disk.grow(to: "8m")
      let next = try host.converge()
      let isSo =
        try next.status == 0 && world.container("web").isRunning
        && host.file("stacks/web/.decrypted.a.secret.env") == "A=b\n"
      #expect(isSo, "\(pages) pages: \(next)")
      Tally.note("the disk fills in the first clone", converged: isSo)
      withExtendedLifetime(disk) {}
      try must(["rm", "-r", host.state])
    }
  }

  /// The copy of the files that Compose reads stands in memory where there is room for it.
  @Test("in memory, where Compose's copy of the files stands") func export() throws {
    let stage = try FaultStage()
    let disk = try SmallDisk(stage.world.host.state, size: "8m")
    try stage.begin()
    for pages in Tally.places(2, of: 6) {
      try stage.commit()
      let elsewhere = try inSmallMemory(stage, pages: pages)
      #expect(elsewhere.status == 0, "there is room on the disk: \(elsewhere)")
      #expect(try stage.differences() == [])
      try stage.commit()
      try disk.fill(except: 2 * SmallDisk.page)
      let output = try inSmallMemory(stage, pages: pages)
      try stage.check(output, "\(pages) pages", exits: [1, 3], names: Self.words)
      try disk.empty()
      try stage.converge("memory and disk have no room for Compose's copy of the files")
    }
  }

  private func inSmallMemory(_ stage: FaultStage, pages: Int) throws -> Output {
    let mounts = ["/run", "/dev/shm"].map { "mount -t tmpfs -o size=\(pages * 4)k tmpfs \($0)" }
    return try run(
      ["unshare", "--mount", "sh", "-ec", (mounts + [#"exec "$0" "$@""#]).joined(separator: "\n")]
        + [Program.converge, "--config", stage.world.host.configuration],
      environment: stage.world.host.environment)
  }

  @Test("while a stack goes back: the variables of then have no room") func layers() throws {
    func version(_ number: Int, _ image: String) throws -> Files {
      let big = String(repeating: "#2345678901234567890123456789012345678\n", count: 23_000)
      return try merged([
        stack(
          "web",
          service(
            "app", image, "network_mode: none", "restart: always",
            "environment: {ONE: '${ONE}', TWO: '${TWO}'}")),
        ["global/one.env": "\(big)ONE=\(number)\n", "global/two.env": "\(big)TWO=\(number)\n"],
      ])
    }
    let world = try World(
      settings: "verify: {window: 10s, stable: 1s}", list("web"), version(1, "worker:1"))
    let disk = try SmallDisk(world.host.state, size: "8m")
    try world.cycle()
    try world.commit(version(2, "crash:1"))
    try disk.fill(except: 1_400_000)
    let output = try world.host.converge()
    #expect([1, 3].contains(output.status), "\(output)")
    #expect(output.text.lowercased().contains("no space left"), "\(output)")
    try disk.empty()
    let next = try world.cycle(exits: 3)
    let app = try world.container("web")
    let isSo =
      try app.isRunning && app.image == Lab.image("worker:1")
      && app.variable("ONE") == "1" && app.variable("TWO") == "1"
    #expect(isSo, "\(app) \(output) \(next)")
    #expect(next.text.contains("1 held back (web at "), "\(next)")
    Tally.note("the disk fills while a stack goes back", converged: isSo)
  }
}
