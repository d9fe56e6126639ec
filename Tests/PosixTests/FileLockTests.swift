import Glibc
import Posix
import Testing

@Suite("a lock belongs to the open file")
struct FileLockTests {
  @Test("it is held once, and free again when it goes")
  func exclusive() throws {
    let place = try Place()
    let path = place.folder.full("lock")
    do {
      let first = try FileLock.take(path)
      let isHeld = first != nil
      #expect(isHeld)
      let second = try FileLock.take(path)
      let isFree = second != nil
      #expect(!isFree)
      #expect(OpenFiles.holders(of: path) == [Host.process])
      _ = consume first
    }
    let again = try FileLock.take(path)
    let isHeld = again != nil
    #expect(isHeld)
    #expect(try place.folder.status("lock")?.permissions == 0o600)
  }

  @Test("a child that inherits it keeps it when its parent is killed, and is found")
  func inherited() throws {
    let place = try Place()
    let path = place.folder.full("lock")
    // the shell is what is killed; the program it started holds the lock on
    let script = "'\(probe)' hold '\(path)' 30 > '\(place.path)/out' & echo $!"
    let result = try Child(
      "/bin/sh", ["-c", script], environment: ["PATH=/usr/bin:/bin"], deadline: 20
    ).run()
    let parent = try #require(pid_t(String(decoding: result.output.dropLast(), as: UTF8.self)))
    try waitUntil { OpenFiles.holders(of: path).count == 2 }
    kill(parent, SIGKILL)
    try waitUntil { OpenFiles.holders(of: path).count == 1 }
    let whileHeld = try FileLock.take(path) == nil
    #expect(whileHeld)
    let holder = try #require(OpenFiles.holders(of: path).first)
    #expect(holder != parent)
    kill(-holder, SIGKILL)
    try waitUntil { OpenFiles.holders(of: path).isEmpty }
    let afterwards = try FileLock.take(path) == nil
    #expect(!afterwards)
  }

  private func waitUntil(_ condition: () -> Bool) throws {
    let limit = Instant.now.adding(seconds: 20)
    while !condition() {
      try #require(Instant.now < limit)
      Instant.pause(seconds: 0.05)
    }
  }

  /// The helper process, built beside the tests.
  private var probe: String {
    Host.program.prefix(through: Host.program.lastIndex(of: "/")!) + "Probe"
  }
}
