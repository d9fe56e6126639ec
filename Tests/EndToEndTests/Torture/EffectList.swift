import TestSupport

/// Finds out what a cycle does to the world outside of it.
enum EffectList {
  /// Calls that each are an effect: a child started, a connection made, a name made, changed or
  /// removed, a file brought to the disk.
  private static let calls = [
    "fork", "vfork", "clone", "clone3", "connect", "rename", "renameat", "renameat2", "link",
    "linkat", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "symlink", "symlinkat", "fsync",
    "fdatasync", "ftruncate", "truncate",
  ]
  /// Calls that are one if they make a file.
  private static let opening = ["open", "openat", "openat2", "creat"]

  /// Runs a cycle undisturbed, and tells each point of it.
  static func points(of host: Host, _ gate: Gate) throws -> [EffectPoint] {
    let folder = try Folder("strace")
    gate.clear()
    let wrapper = [
      "strace", "-qq", "-s", "300", "-o", folder["log"], "-e",
      "trace=" + (calls + opening).map { "?\($0)" }.joined(separator: ","),
    ]
    let output = try host.start(wrapper: wrapper).wait()
    guard output.status == 0 else { throw FixtureError("\(output)") }
    return try points(in: read(folder["log"]) ?? "")
      + gate.requests.enumerated().flatMap { index, request in
        [.request(index + 1, words: request), .answer(index + 1, words: request)]
      }
  }

  private static func points(in log: String) throws -> [EffectPoint] {
    var counts: [String: Int] = [:]
    var points: [EffectPoint] = []
    for line in log.split(separator: "\n") {
      guard let end = line.firstIndex(of: "(") else { continue }
      let name = String(line[..<end])
      guard calls.contains(name) || opening.contains(name) else { continue }
      counts[name, default: 0] += 1
      if opening.contains(name) && !line.contains("O_CREAT") { continue }
      points.append(
        .call(name, counts[name, default: 0], words: String(line[end...].prefix(160))))
    }
    guard points.count > 20 else { throw FixtureError("strace told little: \(log.prefix(500))") }
    return points
  }
}
