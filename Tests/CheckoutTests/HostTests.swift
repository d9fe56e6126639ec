import Checkout
import Git
import Glibc
import Posix
import Testing

/// Whether file systems can be mounted here.
let canMount: Bool = {
  guard geteuid() == 0, let site = try? Site() else { return false }
  try? site.makeFolder("m")
  let isMounted = mountTemporary(site.full("m"), "size=64k")
  if isMounted { unmount(site.full("m")) }
  return isMounted
}()

@discardableResult
func mountTemporary(_ path: String, _ options: String) -> Bool {
  (try? Site.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]).succeeded) == true
}

func unmount(_ path: String) { _ = try? Site.run("umount", [path]) }

@Suite("what the host refuses", .enabled(if: canMount, "needs root and mount(2)"), .serialized)
struct HostTests {
  @Test("a full disk is an error that names the path, and the next run goes on")
  func full() throws {
    let site = try Site()
    let first = try site.commit(["a": "1"])
    try site.apply(first)
    try site.makeFolder("data")
    try #require(mountTemporary(site.full("data"), "size=64k"))
    defer { unmount(site.full("data")) }
    let next = try site.commit(["a": "2", "data/big": .bytes([UInt8](repeating: 1, count: 99_999))])
    let error = caught(CheckoutError.self) { try site.apply(next) }
    #expect(error?.code == .full)
    #expect(error?.path == "data/big")
    #expect(try site.folder.folder("data").names() == [])
    try Site.run("mount", ["-o", "remount,size=1m", site.full("data")])
    #expect(try site.apply(next).keptAside.isEmpty)
    try site.expectSettled(next)
  }

  @Test("a file system that is read-only is an error that names the path")
  func readOnly() throws {
    let site = try Site()
    try site.makeFolder("data")
    try #require(mountTemporary(site.full("data"), "ro"))
    defer { unmount(site.full("data")) }
    let error = caught(CheckoutError.self) {
      try site.apply(try site.commit(["data/x": "1"]))
    }
    #expect(error?.code == .permission)
    #expect(error?.path == "data/x")
  }

  @Test("a folder that is a mount point stays where its files are removed")
  func mountPointStays() throws {
    let site = try Site()
    try site.apply(try site.commit(["data/x": "1", "a": "1"]))
    try #require(mountTemporary(site.full("data"), "size=64k"))
    let next = try site.commit(["a": "1"])
    try site.apply(next)
    #expect(site.stat("data")?.kind == .folder)
    unmount(site.full("data"))
    try site.expectSettled(next, untracked: ["data/x"])
  }

  @Test("a mount point where a file comes is an error that says so")
  func mountPointInTheWay() throws {
    let site = try Site()
    try site.makeFolder("data")
    try #require(mountTemporary(site.full("data"), "size=64k"))
    try site.write("data/x", "untracked")
    let next = try site.commit(["data": "1"])
    let error = caught(CheckoutError.self) { try site.apply(next) }
    #expect(error?.code == .inTheWay)
    #expect(error?.reason.contains("mount point") == true)
    unmount(site.full("data"))
    try site.apply(next)
    try site.expectSettled(next)
  }

  @Test("a checkout that belongs to somebody else works")
  func foreignOwner() throws {
    let site = try Site()
    try site.apply(try site.commit(["a": "1"]))
    let next = try site.commit(["a": "2"])
    try Site.run("chown", ["-R", "12345:12345", site.root])
    try site.apply(next)
    #expect(site.read("a") == "2")
  }
}
