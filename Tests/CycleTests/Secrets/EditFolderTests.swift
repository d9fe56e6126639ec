import Glibc
import Model
import TestSupport
import Testing

@testable import Cycle

@Suite("A folder for edits")
struct EditFolderTests {
  /// A folder in memory.
  private final class Memory {
    let path: String

    init() throws { path = try must(["mktemp", "-d", "/dev/shm/edits.XXXXXX"]) }

    deinit { _ = try? run(["rm", "-rf", path]) }

    var names: [String] {
      ((try? must(["ls", "-A", path])) ?? "").split(separator: "\n").map(String.init)
    }
  }

  private let memory: Memory

  init() throws { memory = try Memory() }

  @Test("is in memory or nowhere") func memoryOnly() throws {
    let places = ["/proc", "/none"]
    do throws(Problem) {
      _ = try EditFolder(for: "a", in: places)
      Issue.record("made")
    } catch {
      #expect(error.message == "none of /proc, /none is kept in memory (tmpfs)")
    }
    let folder = try EditFolder(for: "a", in: places + [memory.path])
    #expect(folder.path.hasPrefix(memory.path))
  }

  @Test("goes with all that an editor left in it") func gone() throws {
    let folder = try EditFolder(for: "a.env", in: [memory.path])
    try folder.write(Array("secret".utf8))
    try write("secret", to: "\(folder.root)/backup/.a.env.swp")
    let link = "\(folder.root)/open"
    try must(["ln", folder.path, "\(memory.path)/other-name"])
    try must(["ln", "-s", "\(memory.path)/other-name", link])
    folder.wipe()
    #expect(memory.names == ["other-name"])
    #expect(read("\(memory.path)/other-name") == "\0\0\0\0\0\0")
  }

  @Test("stays where it is kept, also when others come") func kept() throws {
    var path = ""
    do {
      let folder = try EditFolder(for: "a.env", in: [memory.path])
      try folder.write(Array("secret".utf8))
      path = folder.keep()
    }
    _ = try EditFolder(for: "b.env", in: [memory.path])
    #expect(read(path) == "secret")
  }

  @Test("goes with the next one where its process was killed") func leftover() throws {
    try write("secret", to: "\(memory.path)/converge-edit-0123456789abcdef/a.env")
    let folder = try EditFolder(for: "b.env", in: [memory.path])
    #expect(memory.names.map { "\(memory.path)/\($0)" } == [folder.root])
  }

  @Test("leaves alone what is somebody else's", .enabled(if: geteuid() == 0)) func foreign() throws
  {
    let other = "\(memory.path)/converge-edit-0123456789abcdef"
    try write("theirs", to: "\(other)/a.env")
    #expect(chown(other, 1234, 1234) == 0)
    _ = try EditFolder(for: "b.env", in: [memory.path])
    #expect(read("\(other)/a.env") == "theirs")
  }
}
