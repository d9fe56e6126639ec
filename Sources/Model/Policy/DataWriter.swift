/// An image that wrote a volume or folder, and whose data does not survive just any other image.
struct DataWriter: Equatable {
  let image: ImageVersion
  let family: DataFamily
  /// Nil where nothing tells it.
  let major: String?
  /// Whether its image was there to be asked.
  let wasAsked: Bool

  /// - Parameter environment: the image's variables; empty where it is not here any more.
  /// - Returns: nil for an image whose data survives other versions.
  init?(_ name: String, _ policy: Policy, environment: [String] = []) {
    image = ImageVersion(name)
    guard let family = DataFamily(image, policy) else { return nil }
    self.family = family
    wasAsked = !environment.isEmpty
    major = family.major(image, environment: environment)
  }

  /// "postgres 16"
  var words: String { "\(family.name) \(major ?? "of an unknown version")" }

  /// What `allow-major` has to say for it.
  var acknowledgement: String {
    major ?? image.tag ?? (image.isPinned ? "unknown" : "latest")
  }

  /// Whether it can be trusted with what another one wrote.
  func reads(_ other: DataWriter) -> Bool {
    guard family == other.family else { return false }
    guard let old = other.major else { return true }
    // a database is asked itself for its version, as soon as its image is here
    guard let new = major else { return !family.isAdded && !wasAsked }
    return old == new
  }

  /// The one among those that wrote the same data which it cannot be trusted after; nil where one
  /// of them is no other than it.
  func stumbles(over others: [DataWriter]) -> DataWriter? {
    if others.contains(where: reads) { return nil }
    return others.first { $0.family == family } ?? others.first
  }
}

/// As ``StackRecord/data`` keeps them: names, each with its major version where the tag does not
/// tell it: "postgres:latest major 16, gitea/gitea:1.22".
extension DataWriter {
  private static let (between, mark) = (", ", " major ")

  /// - Parameter text: what the record keeps of one volume or folder.
  static func recorded(_ text: String, _ policy: Policy) -> [DataWriter] {
    text.split(separator: between).compactMap { entry in
      let parts = entry.split(separator: mark)
      guard let name = parts.first, let plain = DataWriter(String(name), policy) else { return nil }
      guard parts.count == 2 else { return plain }
      return DataWriter(plain, major: String(parts[1]))
    }
  }

  /// What the record keeps.
  static func record(
    _ name: String, _ policy: Policy, environment: [String], beside others: String?
  ) -> String {
    let told = DataWriter(name, policy, environment: environment)?.major
    let isPlain = told == nil || DataWriter(name, policy)?.major == told
    let entry = isPlain ? name : name + mark + told!
    guard let others else { return entry }
    return others.split(separator: between).contains(entry[...]) ? others : others + between + entry
  }

  private init(_ other: DataWriter, major: String) {
    (image, family, self.major, wasAsked) = (other.image, other.family, major, other.wasAsked)
  }
}
