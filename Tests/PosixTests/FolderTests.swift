import Glibc
import Posix
import Testing

/// A folder of a test, and one outside of it.
final class Place {
  let path: String
  let folder: Folder
  let outside: String

  init() throws {
    var template = Array("/tmp/converge-posix-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw PosixError(call: "make a folder") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    outside = path + "/outside"
    folder = try Folder.make(path + "/inside", mode: 0o755)
    try Folder.make(outside, mode: 0o755).write([1], to: "file", mode: 0o644)
  }

  deinit {
    _ = try? Child("rm", ["-rf", path], environment: ["PATH=/usr/bin:/bin"], deadline: 30).run()
  }
}

@Suite("paths are resolved beneath a folder")
struct FolderTests {
  @Test(
    "no path leads out", arguments: ["..", "../outside/file", "a/../../outside", "/etc/passwd"])
  func escape(_ path: String) throws {
    let place = try Place()
    _ = try place.folder.make("a", mode: 0o755)
    let error = caught(PosixError.self) { _ = try place.folder.open(path) }
    #expect(error?.isEscape == true)
    #expect(throws: PosixError.self) { try place.folder.write([2], to: path, mode: 0o644) }
    #expect(try Folder.open(place.outside).read("file") == [1])
  }

  @Test("no link is followed, neither to a file nor on the way")
  func links() throws {
    let place = try Place()
    try place.folder.link("file", to: "../outside/file")
    try place.folder.link("folder", to: "../outside")
    for path in ["file", "folder/file"] {
      let error = caught(PosixError.self) { _ = try place.folder.open(path) }
      #expect(error?.isEscape == true)
    }
    #expect(throws: PosixError.self) { try place.folder.write([2], to: "folder/x", mode: 0o644) }
    #expect(throws: PosixError.self) { _ = try place.folder.make("folder/x", mode: 0o755) }
    #expect(throws: PosixError.self) { try place.folder.rename("file", to: "folder/x") }
    #expect(throws: PosixError.self) { try place.folder.removeFile("folder/file") }
    #expect(try Folder.open(place.outside).names() == ["file"])
  }

  @Test("a write replaces a link of that name, and leaves what it points to")
  func writeOverLink() throws {
    let place = try Place()
    try place.folder.link("file", to: "../outside/file")
    try place.folder.write([2], to: "file", mode: 0o600)
    #expect(try place.folder.status("file")?.kind == .file)
    #expect(try place.folder.read("file") == [2])
    #expect(try Folder.open(place.outside).read("file") == [1])
    #expect(try place.folder.names() == ["file"])
  }

  @Test("modes are exact", arguments: [0o600, 0o644, 0o755, 0o400] as [mode_t])
  func modes(_ mode: mode_t) throws {
    let place = try Place()
    try place.folder.write([], to: "file", mode: mode)
    _ = try place.folder.make("a/b", mode: mode | 0o700)
    #expect(try place.folder.status("file")?.permissions == mode)
    #expect(try place.folder.status("a")?.permissions == mode | 0o700)
    #expect(try place.folder.status("a/b")?.permissions == mode | 0o700)
    #expect(try place.folder.names() == ["a", "file"])
  }

  @Test("what a killed run left under a temporary name is in nobody's way")
  func leftovers() throws {
    let place = try Place()
    for name in ["file", "folder"] {
      let temporary = Folder.temporaryName(for: name)
      if name == "file" { _ = try place.folder.make(temporary, mode: 0o755) }
      if name == "folder" { try place.folder.write([9], to: temporary, mode: 0o644) }
    }
    try place.folder.write([1], to: "file", mode: 0o644)
    _ = try place.folder.make("folder", mode: 0o755)
    #expect(try place.folder.names() == ["file", "folder"])
  }

  @Test("what somebody planted under a temporary name moves aside with all it holds")
  func planted() throws {
    let place = try Place()
    let temporary = Folder.temporaryName(for: "file")
    for number in 1...2 {
      _ = try place.folder.make("\(temporary)/x", mode: 0o755)
      try place.folder.write([9], to: "\(temporary)/x/data", mode: 0o644)
      try place.folder.write([1], to: "file", mode: 0o644)
      #expect(try place.folder.read("\(temporary).converge-kept-\(number)/x/data") == [9])
    }
    #expect(try place.folder.read("file") == [1])
    #expect(try place.folder.status(temporary) == nil)
  }

  @Test("a write that fails leaves nothing behind")
  func failedWrite() throws {
    let place = try Place()
    _ = try place.folder.make("taken/x", mode: 0o755)
    #expect(throws: PosixError.self) { try place.folder.write([1], to: "taken", mode: 0o644) }
    #expect(try place.folder.names() == ["taken"])
  }

  @Test("renaming to a free name never replaces anything, with and without RENAME_NOREPLACE")
  func renameToFree() throws {
    let place = try Place()
    try place.folder.write([1], to: "a", mode: 0o644)
    try place.folder.write([2], to: "b", mode: 0o644)
    let error = caught(PosixError.self) { try place.folder.rename("a", toFree: "b") }
    #expect(error?.code == EEXIST)
    try place.folder.rename("a", toFree: "c")
    #expect(try place.folder.names() == ["b", "c"])
    #expect(try place.folder.read("b") == [2])
  }

  @Test("an empty folder goes, one with something in it stays")
  func removeFolder() throws {
    let place = try Place()
    _ = try place.folder.make("empty", mode: 0o755)
    _ = try place.folder.make("full/x", mode: 0o755)
    #expect(try place.folder.removeEmptyFolder("empty"))
    #expect(try place.folder.removeEmptyFolder("missing"))
    #expect(try !place.folder.removeEmptyFolder("full"))
    #expect(try place.folder.names() == ["full"])
  }

  @Test("a pipe in the place of a file does not make a reader wait")
  func pipe() throws {
    let place = try Place()
    mkfifo(place.folder.full("pipe"), 0o600)
    #expect(throws: PosixError.self) { _ = try place.folder.read("pipe") }
  }

  @Test("reading gives up at a limit")
  func limit() throws {
    let place = try Place()
    try place.folder.write([UInt8](repeating: 1, count: 1000), to: "file", mode: 0o644)
    #expect(try place.folder.read("file", limit: 1000).count == 1000)
    let error = caught(PosixError.self) { _ = try place.folder.read("file", limit: 999) }
    #expect(error?.code == EFBIG)
  }

  @Test("temporary names fit whatever the name", arguments: [1, 240, 255])
  func temporaryNames(_ length: Int) throws {
    let place = try Place()
    let name = String(repeating: "x", count: length)
    try place.folder.write([1], to: name, mode: 0o644)
    let accents = String(repeating: "é", count: length / 2 + 1).prefix(127)
    try place.folder.write([1], to: String(accents), mode: 0o644)
    #expect(try place.folder.names().count == 2)
  }
}
