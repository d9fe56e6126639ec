import Glibc
import Testing

@testable import Posix

@Suite("file systems without RENAME_NOREPLACE, such as ZFS before 2.2")
struct RenameByLinkTests {
  private func rename(_ folder: borrowing Folder, _ old: String, _ new: String) -> Int32 {
    errno = 0
    return Folder.renameByLink(folder.raw, old, folder.raw, new) == 0 ? 0 : errno
  }

  @Test("files, links and folders take a free name")
  func free() throws {
    let place = try Place()
    try place.folder.write([1], to: "file", mode: 0o644)
    try place.folder.link("link", to: "nowhere")
    _ = try place.folder.make("folder/x", mode: 0o755)
    for name in ["file", "link", "folder"] {
      #expect(rename(place.folder, name, name + "2") == 0)
    }
    #expect(try place.folder.names() == ["file2", "folder2", "link2"])
    #expect(try place.folder.status("link2")?.kind == .link)
  }

  @Test("a name that is taken stays as it is", arguments: ["file", "link", "folder"])
  func taken(_ name: String) throws {
    let place = try Place()
    for suffix in ["", "2"] {
      try place.folder.write([1], to: "file\(suffix)", mode: 0o644)
      try place.folder.link("link\(suffix)", to: "nowhere")
      _ = try place.folder.make("folder\(suffix)", mode: 0o755)
    }
    let before = try place.folder.names()
    #expect(rename(place.folder, name, "file2") == EEXIST)
    #expect(rename(place.folder, name, "folder2") == EEXIST)
    #expect(rename(place.folder, name, "link2") == EEXIST)
    #expect(try place.folder.names() == before)
  }
}
