internal import Glibc
internal import Posix

/// A folder of packs.
struct PackFolder {
  let path: String

  /// The path of a pack's index.
  func index(_ name: String) -> String { "\(path)/\(name).idx" }

  /// The paths of all indexes.
  func indexes() throws(PosixError) -> [String] {
    try Folder.open(path).names().filter { $0.hasSuffix(".idx") }.map { "\(path)/\($0)" }
  }

  /// Takes over the packs of another folder on the same file system.
  ///
  /// - Returns: their names.
  @discardableResult
  func take(from other: String) throws(PosixError) -> Set<String> {
    let folder = try Folder.make(path, mode: 0o755)
    let names = try Folder.open(other).names()
    // a pack is one once its index is there
    for name in names.filter({ !$0.hasSuffix(".idx") }) + names.filter({ $0.hasSuffix(".idx") }) {
      guard rename("\(other)/\(name)", folder.full(name)) == 0 else {
        throw PosixError(call: "rename", path: "\(other)/\(name)")
      }
    }
    try folder.sync()
    return Set(names.map(stem))
  }

  /// The small packs of which nothing is said but in their own index, smallest first: not those that a
  /// person wants kept, and none where one index names several.
  func small() throws(PosixError) -> [Pack] {
    let folder = try Folder.open(path)
    guard try folder.status("multi-pack-index") == nil else { return [] }
    var result: [Pack] = []
    for (name, suffixes) in try files() where suffixes.isSuperset(of: ["pack", "idx"]) {
      guard suffixes.subtracting(PackFolder.indexes) == ["pack"] else { continue }
      guard let size = try folder.status("\(name).pack")?.size, size < Pack.small else { continue }
      result.append(Pack(name: name, size: size))
    }
    return result.sorted { ($0.size, $0.name) < ($1.size, $1.name) }
  }

  /// Removes packs of which nothing is said but in their own index.
  func remove(_ names: [String]) throws(PosixError) {
    let folder = try Folder.open(path)
    // an index alone is nothing to Git
    for name in names { try folder.removeFile("\(name).pack") }
    for name in names {
      for suffix in PackFolder.indexes { try folder.removeFile("\(name).\(suffix)") }
    }
    try folder.sync()
  }

  /// Removes indexes without packs, which killed runs left, unless they came within the hour: their packs
  /// may be on the way. A pack without its index is never ours to remove.
  func removeLeftovers(now: FileStatus.Time = .now) throws(PosixError) {
    let folder = try Folder.open(path)
    let anHourAgo = now.seconds - 3600
    for (name, suffixes) in try files() where suffixes.isSubset(of: PackFolder.indexes) {
      for file in suffixes.map({ "\(name).\($0)" }) {
        guard let status = try folder.status(file), status.changed.seconds < anHourAgo else {
          continue
        }
        try folder.removeFile(file)
      }
    }
  }

  /// What says of a pack no more than where its objects are.
  private static let indexes: Set = ["idx", "rev"]

  /// What there is of each name, "pack" and "idx" say.
  private func files() throws(PosixError) -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    for name in try Folder.open(path).names() where name.hasPrefix("pack-") {
      let stem = stem(name)
      result[stem, default: []].insert(String(name.dropFirst(stem.count + 1)))
    }
    return result
  }

  private func stem(_ name: String) -> String { String(name.prefix { $0 != "." }) }
}
