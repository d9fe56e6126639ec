import Glibc
import Posix
import Testing

@Suite("a whole file")
struct WholeFileTests {
  private let place: Place
  private var path: String { "\(place.path)/inside/file" }

  init() throws {
    place = try Place()
    try place.folder.write([1, 2], to: "file", mode: 0o640)
  }

  @Test("is replaced, with the mode it had") func replaced() throws {
    let file = try WholeFile(path)
    #expect(file.bytes == [1, 2])
    #expect(try file.replace(by: [3]))
    #expect(try place.folder.read("file") == [3])
    #expect(try place.folder.status("file")?.permissions == 0o640)
    #expect(try place.folder.names() == ["file"])
  }

  @Test("keeps its owner", .enabled(if: geteuid() == 0)) func owner() throws {
    #expect(chown(path, 1234, 4321) == 0)
    #expect(try WholeFile(path).replace(by: [3]))
    let status = try FileStatus.of(path)
    #expect(status.owner == 1234 && status.group == 4321 && status.permissions == 0o640)
  }

  @Test("is left as it is where somebody else changed, removed or made it") func meanwhile() throws
  {
    let (file, none) = (try WholeFile(path), try WholeFile(path + "2"))
    try place.folder.write([9], to: "file", mode: 0o600)
    try place.folder.write([9], to: "file2", mode: 0o600)
    #expect(try !file.replace(by: [3]))
    #expect(try !none.replace(by: [3]))
    #expect(try place.folder.read("file") == [9] && place.folder.read("file2") == [9])
    try place.folder.removeFile("file")
    #expect(try !file.replace(by: [3]))
    #expect(try place.folder.names() == ["file2"])
  }

  @Test("is made with the mode that the umask leaves, or the one asked for") func made() throws {
    #expect(try WholeFile(path + "2").replace(by: [3]))
    #expect(try WholeFile(path + "3").replace(by: [3], mode: 0o600))
    let mask = umask(0)
    umask(mask)
    #expect(try place.folder.status("file2")?.permissions == 0o666 & ~mask)
    #expect(try place.folder.status("file3")?.permissions == 0o600)
  }

  @Test("is where links lead, and they stay") func links() throws {
    try place.folder.link("link", to: "../outside/file")
    try place.folder.link("dangling", to: "new")
    #expect(try WholeFile("\(place.path)/inside/link").replace(by: [3]))
    #expect(try WholeFile("\(place.path)/inside/dangling").replace(by: [4]))
    #expect(try Folder.open(place.outside).read("file") == [3])
    #expect(try place.folder.read("new") == [4])
    #expect(try place.folder.names() == ["dangling", "file", "link", "new"])
    #expect(try place.folder.status("link")?.kind == .link)
  }

  @Test("is no folder, no loop of links, and has a folder") func none() throws {
    try place.folder.link("loop", to: "loop")
    for name in ["", "loop", "none/file"] {
      #expect(throws: PosixError.self) { try WholeFile("\(place.path)/inside/\(name)") }
    }
    #expect(throws: PosixError.self) { try WholeFile("/dev/null") }
  }
}
