import Glibc

/// The laboratory the tests run in (`scripts/lab`): private Engines and a registry with images.
public enum Lab {
  /// The laboratory's folder; nil where the tests run outside of one.
  public static let folder: String? = Environment.text("CONVERGE_LAB")

  public static var isOpen: Bool { folder != nil }

  /// The registry all Engines see, as `host:port`.
  public static let registry: String = {
    let lines = read("\(folder ?? "")/registry")?.split(separator: "\n") ?? []
    return lines.first.map(String.init) ?? ""
  }()

  /// A port that nobody has yet: no other test takes one that one has claimed by making a folder.
  static func port() throws -> UInt16 {
    let free = (5100...5999).first { mkdir("\(folder ?? "")/port-\($0)", 0o700) == 0 }
    guard let free else { throw FixtureError("all ports are taken") }
    return UInt16(free)
  }

  /// An image by name and tag, `web:1` say, pinned to its digest.
  ///
  /// - Throws: ``FixtureError`` if `scripts/lib/lab-images` makes no such image.
  public static func image(_ name: String) throws -> String {
    guard let found = images[name] else { throw FixtureError("no image \(name) in \(images.keys)") }
    return found
  }

  private static let images: [String: String] = {
    let lines = (read("\(folder ?? "")/images") ?? "").split(separator: "\n")
    let pairs = lines.map { $0.split(separator: " ").map(String.init) }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
  }()

  /// The same as booted hosts name it.
  public static func hostImage(_ name: String) throws -> String {
    let reference = try image(name)
    return "registry.lan:5000"
      + reference[(reference.firstIndex(of: "/") ?? reference.startIndex)...]
  }

  /// The path of a script of `scripts/lib`.
  public static func tool(_ name: String) -> String {
    "\(Environment.text("CONVERGE_LAB_TOOLS") ?? "scripts/lib")/\(name)"
  }

  /// The sockets of its Engines.
  static let sockets: [String] = {
    guard let folder else { return [] }
    return (1...).lazy.map { "\(folder)/engine-\($0)/docker.sock" }
      .prefix { metadata($0) != nil }.map { $0 }
  }()
}
