internal import CGit2

/// A tree as Git stores it: for each entry its mode, a space, its name, a zero byte and the twenty
/// bytes of an id. What is not changed stays as it is, byte for byte.
struct RawTree {
  private struct Entry {
    let mode: ArraySlice<UInt8>
    let name: ArraySlice<UInt8>
    let id: ArraySlice<UInt8>

    var isFolder: Bool { mode.elementsEqual("40000".utf8) || mode.elementsEqual("040000".utf8) }

    /// Git sorts folders as if their names ended in a slash.
    var sortKey: [UInt8] { name + (isFolder ? [UInt8(ascii: "/")] : []) }
  }

  /// What stands under a name.
  enum Found: Equatable {
    case nothing
    case folder(ObjectID)
    case other
  }

  private static let idSize = 20
  private var entries: [Entry] = []

  var isEmpty: Bool { entries.isEmpty }

  init() {}

  /// - Returns: nil where the bytes are no tree.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let zero = rest[space...].firstIndex(of: 0), rest.endIndex - zero > RawTree.idSize
      else { return nil }
      let end = zero + 1 + RawTree.idSize
      entries.append(
        Entry(
          mode: rest[..<space], name: rest[(space + 1)..<zero], id: rest[(zero + 1)..<end]))
      rest = rest[end...]
    }
  }

  func found(_ name: String) -> Found {
    guard let entry = entries.first(where: { $0.name.elementsEqual(name.utf8) }) else {
      return .nothing
    }
    guard entry.isFolder else { return .other }
    var oid = git_oid()
    _ = entry.id.withUnsafeBytes {
      git_oid_fromraw(&oid, $0.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    return .folder(ObjectID(oid))
  }

  /// Puts a folder in the place of whatever has its name; nil only removes that.
  mutating func set(_ name: String, to folder: ObjectID?) {
    entries.removeAll { $0.name.elementsEqual(name.utf8) }
    guard let folder else { return }
    let id = withUnsafeBytes(of: folder.raw.id) { Array($0) }
    let new = Entry(mode: Array("40000".utf8)[...], name: Array(name.utf8)[...], id: id[...])
    let place = entries.firstIndex { new.sortKey.lexicographicallyPrecedes($0.sortKey) }
    entries.insert(new, at: place ?? entries.endIndex)
  }

  var bytes: [UInt8] {
    entries.flatMap { $0.mode + [UInt8(ascii: " ")] + $0.name + [0] + $0.id }
  }
}
