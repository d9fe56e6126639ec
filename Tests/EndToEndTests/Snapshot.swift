import TestSupport

/// What a cycle could change, in lines that are equal only if nothing did.
struct Snapshot: Equatable {
  /// Containers with their state and start, networks, volumes, images.
  var engine: [String]
  /// Kind, mode, inode, time and content of all files beside the object database.
  var checkout: [String]
  /// The same of the state, beside the lock.
  var state: [String]

  init(_ host: Host) throws {
    let engine = host.engine
    self.engine =
      try engine.containers().map { "\($0.name) \($0.id) \($0.state) \($0.startedAt)" }
      + engine.networkLines().sorted() + engine.volumes().sorted() + engine.images().sorted()
    checkout = try Snapshot.tree(host.checkout, except: ".git")
    state = try Snapshot.tree(host.state, except: "lock")
  }

  /// The lines that differ: "-" those of before, "+" those of now.
  func changes(since before: Snapshot) -> [String] {
    let (old, new) = (before.engine + before.checkout + before.state, engine + checkout + state)
    return Set(old).subtracting(new).sorted().map { "- \($0)" }
      + Set(new).subtracting(old).sorted().map { "+ \($0)" }
  }

  private static func tree(_ path: String, except name: String) throws -> [String] {
    guard metadata(path) != nil else { return [] }
    let find = ["find", path, "-mindepth", "1", "-path", "\(path)/\(name)", "-prune", "-o"]
    let entries = try must(find + ["-printf", "%P %y %m %i %T@ %l\n"])
    let sums = try must(find + ["-type", "f", "-exec", "sha256sum", "{}", "+"])
    return (entries + "\n" + sums).split(separator: "\n").map(String.init).sorted()
  }
}
