/// What differs between a service as it was applied and as it is declared now.
struct ServiceComparison {
  private let old: ServiceReceipt
  private let new: ServiceReceipt
  private let changes: [String: FileChange]

  init(
    from old: ServiceReceipt, to new: ServiceReceipt, changes: [String: FileChange]
  ) {
    self.old = old
    self.new = new
    self.changes = changes
  }

  var causes: [Cause] {
    image + names(old.environment, new.environment, Cause.environment)
      + names(old.definition, new.definition, Cause.definition) + replicas + build + inlineFiles
      + files
  }

  private var image: [Cause] {
    old.image == new.image ? [] : [.image(from: old.image, to: new.image)]
  }

  private var replicas: [Cause] {
    old.replicas == new.replicas ? [] : [.replicas(from: old.replicas, to: new.replicas)]
  }

  private var build: [Cause] { old.build == new.build ? [] : [.build] }

  private var inlineFiles: [Cause] {
    ServiceComparison.differing(old.inlineFiles, new.inlineFiles).map(Cause.inlineFile)
  }

  private func names(
    _ old: [String: String], _ new: [String: String], _ cause: ([String]) -> Cause
  ) -> [Cause] {
    let names = ServiceComparison.differing(old, new)
    return names.isEmpty ? [] : [cause(names)]
  }

  private var files: [Cause] {
    let before = Dictionary(old.mounts.map { ($0.path, $0.blobs) }) { first, _ in first }
    var paths: Set<String> = []
    for mount in new.mounts {
      paths.formUnion(ServiceComparison.differing(before[mount.path] ?? [:], mount.blobs))
    }
    // what is gone from the repository is seen still by containers that mounted it
    let mounted = Set(new.mounts.map(\.path))
    for mount in old.mounts where !mounted.contains(mount.path) {
      paths.formUnion(mount.blobs.keys.filter { changes[$0] != nil })
    }
    return paths.sorted().map { .file(changes[$0] ?? FileChange($0)) }
  }

  /// The keys whose values are not the same in both, sorted.
  private static func differing(_ old: [String: String], _ new: [String: String]) -> [String] {
    Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
  }
}
