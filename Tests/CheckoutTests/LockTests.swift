import Checkout
import Git
import Glibc
import Posix
import Testing

@Suite("locks of Git")
struct LockTests {
  @Test("a lock on the index that nobody holds is replaced, and the report says so")
  func stale() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    try site.write(".git/index.lock", "")
    #expect(try site.apply(commit).staleLocks == [".git/index.lock"])
    try site.expectSettled(commit)
  }

  @Test("locks on references that killed processes left are replaced too")
  func references() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    let locks = [".git/HEAD.lock", ".git/refs/heads/main.lock", ".git/refs/converge/checkout.lock"]
    for lock in locks { try site.write(lock, "") }
    #expect(Set(try site.apply(commit).staleLocks) == Set(locks))
    try site.expectSettled(commit)
  }

  @Test("a lock that a process holds is waited for, then it is an error naming the process")
  func held() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    let holder = try site.folder.open(
      ".git/index.lock", flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    let error = caught(CheckoutError.self) { try site.apply(commit) }
    #expect(error?.code == .locked)
    #expect(error?.reason.contains("process \(Host.process)") == true)
    #expect(site.read("a") == nil)
    #expect(site.stat(".git/index.lock") != nil)
    _ = consume holder
    try site.apply(commit)
    try site.expectSettled(commit)
  }

  @Test("nothing is locked where nothing changes")
  func noChange() throws {
    let site = try Site()
    let commit = try site.commit(["a": "1"])
    try site.apply(commit)
    try site.write(".git/index.lock", "")
    #expect(try site.apply(commit) == CheckoutReport())
    #expect(site.stat(".git/index.lock") != nil)
  }
}
