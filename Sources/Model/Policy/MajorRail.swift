/// Keeps data from being opened by another major version of its database, or by another database,
/// unless the commit says that it shall be.
public struct MajorRail {
  public let policy: Policy
  private let environment: (_ image: String) -> [String]

  /// - Parameter environment: the variables of an image, "PG_MAJOR=16", by its name or id; empty
  ///   where it is not here. What a tag does not tell is known only after the image was pulled.
  public init(_ policy: Policy, environment: @escaping (_ image: String) -> [String]) {
    self.policy = policy
    self.environment = environment
  }

  /// Why a stack may not come up; nil where it may.
  ///
  /// - Parameters:
  ///   - project: what is to come up.
  ///   - written: ``StackRecord/data``, also that of other stacks.
  ///   - opened: what the stack's containers have open now: they know best.
  public func problem(
    with project: ResolvedProject, written: [String: String], opened: [DataUse]
  ) -> Problem? {
    let found = project.services.flatMap { refusals(of: $0, written, opened) }
    if found.isEmpty { return nil }
    var lines: [String] = []
    for refusal in found where !lines.contains(refusal.line) { lines.append(refusal.line) }
    return Problem(
      found.map(\.message).joined(separator: "; "),
      hint: "dump the data and keep the dump; then commit \(lines.joined(separator: ", "))")
  }

  /// What ``StackRecord/data`` says once a stack comes up, to be noted before it does.
  ///
  /// - Parameter before: what it said so far: volumes that are not used any more keep their data.
  public func written(
    by project: ResolvedProject, before: [String: String]
  ) -> [String: String] {
    var result: [String: String] = [:]
    for service in project.services where service.replicas > 0 {
      let variables = environment(service.image)
      guard let writer = DataWriter(service.image, policy, environment: variables) else { continue }
      for mount in writer.family.data(of: service, environment: variables) {
        result[mount.source] = DataWriter.record(
          service.image, policy, environment: variables, beside: result[mount.source])
      }
    }
    return before.merging(result) { $1 }
  }

  private func refusals(
    of service: ResolvedService, _ written: [String: String], _ opened: [DataUse]
  ) -> [MajorRefusal] {
    let variables = environment(service.image)
    guard service.replicas > 0,
      let new = DataWriter(service.image, policy, environment: variables),
      service.allowedMajor != new.acknowledgement
    else { return [] }
    var result: [MajorRefusal] = []
    func check(_ writers: [DataWriter], _ place: String) {
      guard let old = new.stumbles(over: writers) else { return }
      if let same = result.firstIndex(where: { $0.old == old }) {
        result[same].places.append(place)
      } else {
        result.append(MajorRefusal(service: service.name, old: old, new: new, places: [place]))
      }
    }
    for mount in new.family.data(of: service, environment: variables) {
      let open = opened.filter { $0.mount.source == mount.source }
        .compactMap { writer($0, among: opened) }
      let recorded = written[mount.source].map { DataWriter.recorded($0, policy) }
      check(open.isEmpty ? recorded ?? [] : open, mount.words)
    }
    for use in inherited(by: service, opened) {
      check([use].compactMap { writer($0, among: opened) }, "the volume at \(use.mount.target)")
    }
    return result
  }

  private func writer(_ use: DataUse, among all: [DataUse]) -> DataWriter? {
    let variables = environment(use.imageID)
    guard let writer = DataWriter(use.image, policy, environment: variables) else { return nil }
    let own = all.filter { $0.service == use.service && $0.imageID == use.imageID }
    let keeps = writer.family.keepsData(at: use.mount.target, among: own.map(\.mount.target))
    return keeps ? writer : nil
  }

  /// What Compose hands on from the old containers of a service to its new ones, although no file
  /// names it: volumes of the image, and those without a name.
  private func inherited(by service: ResolvedService, _ opened: [DataUse]) -> [DataUse] {
    opened.filter { use in
      use.service == service.name && !use.mount.isFolder
        && !service.data.contains { $0.target == use.mount.target || $0.source == use.mount.source }
    }
  }
}

/// That one service would open data that it may not be able to read.
private struct MajorRefusal {
  let service: String
  let old: DataWriter
  let new: DataWriter
  /// "the volume shop_data"
  var places: [String]

  var message: String {
    let step =
      old.family == new.family
      ? "would go from \(old.words) to \(new.major ?? "an unknown version")"
      : "would open with \(new.words) what \(old.words) wrote"
    return "service \(service) \(step): the data in \(places.joined(separator: ", ")) may become"
      + " unreadable, or be changed so that there is no way back"
  }

  /// What acknowledges it.
  var line: String {
    "x-converge: {allow-major: \"\(new.acknowledgement)\"} under the service \(service)"
  }
}

extension DataMount {
  /// Whether it is a folder of the host.
  var isFolder: Bool { source.hasPrefix("/") }

  /// "the volume shop_data"
  var words: String { isFolder ? "the folder \(source)" : "the volume \(source)" }
}
