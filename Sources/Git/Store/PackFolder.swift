internal import Glibc
internal import Posix

/// A folder of packs. "pack-<checksum>" is the name of a pack and of its index.
struct PackFolder {
  let path: String

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

  /// The small packs that are to become one: none as long as there are few.
  ///
  /// - Parameter limit: how many there may be.
  func joinable(above limit: Int) throws(PosixError) -> [String] {
    let small = try plain().filter { $0.size < PackFolder.small }
    guard small.count > limit else { return [] }
    return small.prefix(PackFolder.joined(small.map(\.size))).map(\.name)
  }

  /// Removes packs.
  func remove(_ names: [String]) throws(PosixError) {
    let folder = try Folder.open(path)
    for name in names { try folder.removeFile("\(name).pack") }
    try removeLeftovers()
    try folder.sync()
  }

  /// Removes what killed runs left and what is nothing to Git: an index without its pack, and a pack
  /// without its index, unless that may be on its way.
  func removeLeftovers() throws(PosixError) {
    let folder = try Folder.open(path)
    for (name, suffixes) in try files() where !suffixes.isSuperset(of: ["pack", "idx"]) {
      guard suffixes.isSubset(of: ["pack", "idx", "rev"]) else { continue }
      if let pack = try folder.status("\(name).pack"), pack.modified.seconds > PackFolder.anHourAgo
      {
        continue
      }
      for suffix in suffixes { try folder.removeFile("\(name).\(suffix)") }
    }
  }

  /// The packs of which nothing is said but in their own index, smallest first: not those that a person
  /// wants kept, and none where one index names several.
  private func plain() throws(PosixError) -> [(name: String, size: Int64)] {
    let folder = try Folder.open(path)
    guard try folder.status("multi-pack-index") == nil else { return [] }
    var result: [(name: String, size: Int64)] = []
    for (name, suffixes) in try files() where suffixes.isSuperset(of: ["pack", "idx"]) {
      guard suffixes.isSubset(of: ["pack", "idx", "rev"]) else { continue }
      guard let size = try folder.status("\(name).pack")?.size else { continue }
      result.append((name, size))
    }
    return result.sorted { ($0.size, $0.name) < ($1.size, $1.name) }
  }

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

extension PackFolder {
  /// Bytes. To make a larger pack anew takes longer than its index costs later.
  private static let small: Int64 = 4 << 20

  private static var anHourAgo: Int64 { FileStatus.Time.now.seconds - 3600 }

  /// How many packs become one, so that each of the others is at least twice as large as all smaller ones
  /// together: what is large is seldom made anew (git-repack(1), `--geometric`).
  ///
  /// - Parameter sizes: in bytes, smallest first.
  static func joined(_ sizes: [Int64]) -> Int {
    var (result, smaller) = (0, Int64(0))
    for (index, size) in sizes.enumerated() {
      if index > 0, size < 2 * smaller { result = index + 1 }
      smaller += size
    }
    return result
  }
}
