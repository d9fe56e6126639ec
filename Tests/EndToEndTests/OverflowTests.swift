import Glibc
import TestSupport
import Testing

/// A remote that would have more come than the disk has room for.
@Suite("a remote that sends too much", .laboratory) struct OverflowTests {
  private let engine: Engine
  private let (large, small): (Remote, Remote)
  private let daemon: GitDaemon
  private let host: Host
  private let disk: SmallDisk

  init() throws {
    engine = try Engine.lend()
    (large, small) = (try Remote(), try Remote())
    daemon = try GitDaemon(large)
    host = try Host("media", engine, [large])
    disk = try SmallDisk(host.checkout, size: "16m")
    try large.commit("First", try merged([list("web"), stack("web")]))
    try large.mirror(to: small)
  }

  /// Commits what has no room on the disk.
  private func grow() throws {
    try must(["sh", "-c", "head -c 40000000 /dev/urandom >'\(large.clone)/noise'"])
    try large.commit()
  }

  /// The large remote over the network, of which no more comes than is to come, or on this machine.
  private func url(_ isServed: Bool) -> String { isServed ? daemon.url : large.url }

  @Test("fails, which is said of it, and the next one is asked", arguments: [true, false])
  func next(_ isServed: Bool) throws {
    try grow()
    try host.configure(remotes: [url(isServed), small.url])
    let output = try host.converge()
    #expect(output.status == 0, "\(output)")
    let words = isServed ? "which would fill the disk here" : "o space left"
    let warning = output.stderr.split(separator: "\n").first { $0.contains(url(isServed)) }
    #expect(warning?.contains(words) == true, "\(output)")
    #expect(warning?.hasSuffix("; trying the next remote") == true, "\(output)")
    #expect(output.stdout.contains("\(url(isServed)) cannot be used"), "\(output)")
    #expect(try engine.container("web", "app").isRunning)
    let status = try host.converge("status")
    #expect(status.stdout.contains("remote \(url(isServed)): not usable: "), "\(status)")
    #expect(status.stdout.contains(words), "\(status)")
  }

  @Test("keeps no cycle from mending what is deployed, also where it is the only one")
  func alone() throws {
    try host.configure(remotes: [daemon.url])
    #expect(try host.converge().status == 0)
    try grow()
    _ = try engine.lines("rm", "-f", engine.container("web", "app").id)
    let output = try host.converge()
    #expect(output.status == 69, "\(output)")
    #expect(output.stderr.contains("which would fill the disk here"), "\(output)")
    #expect(output.stderr.contains("fetched before"), "\(output)")
    #expect(try engine.container("web", "app").isRunning)
  }

  @Test("is told as a full disk where there is nothing to deploy") func nothing() throws {
    try grow()
    try host.configure(remotes: [daemon.url])
    let output = try host.converge()
    #expect(output.status == 1, "\(output)")
    #expect(output.stderr.contains("which would fill the disk here"), "\(output)")
    #expect(output.stderr.contains("make room on the disk"), "\(output)")
  }

  @Test("or says so, fails like one that is away") func announced() throws {
    let folder = try Folder("hook")
    let header = #"PACK\000\000\000\002\377\377\377\377"#
    try write("#!/bin/sh\nprintf '\(header)'; cat /dev/zero\n", to: folder["pack"], mode: 0o755)
    let liar = try GitDaemon(large, settings: ["uploadpack.packObjectsHook": folder["pack"]])
    try host.configure(remotes: [liar.url, small.url])
    let output = try host.converge()
    #expect(output.status == 0, "\(output)")
    #expect(output.stderr.contains("cannot be received here; trying the next"), "\(output)")
    let status = try host.converge("status")
    #expect(status.stdout.contains("remote \(liar.url): unreachable"), "\(status)")
  }
}
