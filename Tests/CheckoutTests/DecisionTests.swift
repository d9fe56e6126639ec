import Git
import Testing

@testable import Checkout

@Suite("what happens to a path is decided from four facts")
struct DecisionTests {
  static func blob(_ digit: Character, _ kind: TreeEntry.Kind = .file) -> Blob {
    let id = ObjectID(hex: String(repeating: digit, count: 40))!
    return Blob(TreeEntry(path: "x", kind: kind, id: id))!
  }

  static let old = blob("a")
  static let new = blob("b")
  static let newer = blob("c")
  static let oldLink = blob("a", .link)
  static let newLink = blob("b", .link)

  static func file(_ blob: Blob) -> Found { .file(blob.id, 0o644) }
  static let edited = Found.file(nil, 0o644)

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let situation: Situation
    let action: Action
    var testDescription: String { name }

    init(
      _ name: String, deployed: Blob? = nil, pending: [Blob?] = [], wanted: Wanted,
      found: Found, _ action: Action
    ) {
      self.name = name
      self.action = action
      situation = Situation(deployed: deployed, pending: pending, wanted: wanted, found: found)
    }
  }

  static let rows: [Row] = [
    // a file is wanted
    Row("new", wanted: .blob(new), found: .nothing, .write(new, over: .nothing)),
    Row("as wanted", deployed: new, wanted: .blob(new), found: file(new), .nothing),
    Row("taken over", wanted: .blob(new), found: file(new), .nothing),
    Row(
      "wrong mode", deployed: new, wanted: .blob(new), found: .file(new.id, 0o600),
      .setMode(0o644)),
    Row(
      "setuid", deployed: new, wanted: .blob(new), found: .file(new.id, 0o4644), .setMode(0o644)),
    Row(
      "becomes executable", deployed: new, wanted: .blob(blob("b", .executable)), found: file(new),
      .setMode(0o755)),
    Row(
      "updated", deployed: old, wanted: .blob(new), found: file(old),
      .write(new, over: .tracked)),
    Row("edited", deployed: old, wanted: .blob(old), found: edited, .write(old, over: .tracked)),
    Row(
      "edited and updated", deployed: old, wanted: .blob(new), found: edited,
      .write(new, over: .tracked)),
    Row("deleted", deployed: old, wanted: .blob(old), found: .nothing, .write(old, over: .nothing)),
    Row("untracked", wanted: .blob(new), found: edited, .write(new, over: .data(.untracked))),
    Row(
      "untracked link", wanted: .blob(new), found: .link(nil),
      .write(new, over: .data(.untracked))),
    Row(
      "link with the bytes of the file", wanted: .blob(new), found: .link(new.id),
      .write(new, over: .data(.untracked))),
    Row("pipe", wanted: .blob(new), found: .other, .write(new, over: .data(.untracked))),
    Row("folder", wanted: .blob(new), found: .folder, .write(new, over: .folder)),
    Row(
      "tracked, now a folder", deployed: old, wanted: .blob(new), found: .folder,
      .write(new, over: .folder)),
    Row(
      "tracked, now a link", deployed: old, wanted: .blob(new), found: .link(nil),
      .write(new, over: .tracked)),
    Row(
      "tracked, now a pipe", deployed: old, wanted: .blob(new), found: .other,
      .write(new, over: .data(.replaced))),
    // a link is wanted
    Row(
      "link as wanted", deployed: newLink, wanted: .blob(newLink), found: .link(newLink.id),
      .nothing),
    Row(
      "link edited", deployed: newLink, wanted: .blob(newLink), found: .link(nil),
      .write(newLink, over: .tracked)),
    Row(
      "file becomes link", deployed: old, wanted: .blob(newLink), found: file(old),
      .write(newLink, over: .tracked)),
    Row(
      "link becomes file", deployed: oldLink, wanted: .blob(new), found: .link(oldLink.id),
      .write(new, over: .tracked)),
    Row(
      "tracked link, now a file", deployed: oldLink, wanted: .blob(oldLink), found: edited,
      .write(oldLink, over: .data(.replaced))),
    // after a kill
    Row(
      "written by a killed run", pending: [new], wanted: .blob(newer), found: file(new),
      .write(newer, over: .tracked)),
    Row(
      "written by the first of two killed runs", pending: [new, old], wanted: .blob(newer),
      found: file(new), .write(newer, over: .tracked)),
    Row(
      "untracked, the killed run had not come so far", pending: [new], wanted: .blob(new),
      found: edited, .write(new, over: .data(.untracked))),
    Row(
      "edited, the killed run had not come so far", deployed: old, pending: [new],
      wanted: .blob(new), found: edited, .write(new, over: .tracked)),
    Row(
      "made after a killed run removed the file", deployed: old, pending: [nil],
      wanted: .blob(new), found: edited, .write(new, over: .data(.replaced))),
    Row(
      "not yet removed by a killed run", deployed: old, pending: [nil], wanted: .blob(new),
      found: file(old), .write(new, over: .tracked)),
    Row(
      "written by a killed run, then reverted", pending: [new], wanted: .nothing,
      found: file(new), .remove),
    Row(
      "untracked where a killed run would have written", pending: [new], wanted: .nothing,
      found: edited, .nothing),
    // nothing is wanted
    Row("no longer tracked", deployed: old, wanted: .nothing, found: file(old), .remove),
    Row(
      "no longer tracked, other mode", deployed: old, wanted: .nothing,
      found: .file(old.id, 0o755), .remove),
    Row(
      "no longer tracked, edited", deployed: old, wanted: .nothing, found: edited,
      .moveAside(.noLongerTracked)),
    Row(
      "no longer tracked, now a link", deployed: old, wanted: .nothing, found: .link(nil),
      .moveAside(.noLongerTracked)),
    Row("no longer tracked, gone", deployed: old, wanted: .nothing, found: .nothing, .nothing),
    Row(
      "no longer tracked, now a folder", deployed: old, wanted: .nothing, found: .folder,
      .nothing),
    Row(
      "link no longer tracked", deployed: oldLink, wanted: .nothing, found: .link(oldLink.id),
      .remove),
    // a folder is wanted
    Row("file becomes folder", deployed: old, wanted: .folder, found: file(old), .remove),
    Row(
      "edited file becomes folder", deployed: old, wanted: .folder, found: edited,
      .moveAside(.noLongerTracked)),
    Row(
      "untracked file where a folder comes", wanted: .folder, found: edited,
      .moveAside(.untracked)),
    Row("link where a folder comes", wanted: .folder, found: .link(nil), .moveAside(.untracked)),
    Row("pipe where a folder comes", wanted: .folder, found: .other, .moveAside(.untracked)),
    Row(
      "file of a killed run where a folder comes", pending: [new], wanted: .folder,
      found: file(new), .remove),
    Row("folder where a folder comes", deployed: old, wanted: .folder, found: .folder, .nothing),
  ]

  @Test("the table", arguments: rows)
  func decide(_ row: Row) {
    #expect(row.situation.action == row.action)
  }
}
