import Glibc
import TestSupport
import Testing

/// A host whose repository goes back and forth between two versions, with a new commit each time,
/// and what the host looks like when a cycle has gone undisturbed to each.
final class TwoVersions {
  enum Version: String, CaseIterable {
    case a, b

    var other: Version { self == .a ? .b : .a }
  }

  let world: World
  let gate: Gate
  private(set) var version = Version.a
  private var files: [Version: Files] = [:]
  private var references: [Version: Aftermath] = [:]
  private var commits = 0
  private var commit = ""

  init() throws {
    let (engine, remote) = (try Engine.lend(), try Remote())
    gate = try Gate(to: engine)
    let host = try Host("media", engine, [remote], settings: brisk, socket: gate.socket)
    world = World(engine: engine, remote: remote, host: host)
    for version in Version.allCases { files[version] = try TwoVersions.files(version) }
    try change(to: .a)
    try world.cycle()
    for version in [Version.b, .a, .b, .a] {
      try change(to: version)
      try world.cycle()
      try mark()
      try settle()
      references[version] = try Aftermath(host, commit: commit)
    }
  }

  var host: Host { world.host }

  /// `web` changes its image, variables, secret and mounted file, and runs a one-shot; `extra` comes
  /// and goes; `db` stays as it is.
  private static func files(_ version: Version) throws -> Files {
    let isA = version == .a
    let app = try service(
      "app", isA ? "worker:1" : "worker:2",
      "environment: {V: '${V}', TOKEN: '${TOKEN}'}",
      "volumes: ['./conf/app.ini:/app.ini:ro', 'data:/data']")
    let job = try service(
      "job", "web:1", "environment: {V: '${V}'}", "volumes: ['data:/data']", "restart: 'no'",
      "network_mode: none", "command: [sh, -c, 'echo $$V >>/data/runs']")
    let extra = try service("app", "web:1", "volumes: ['keep:/data']")
    return try merged([
      isA ? list("web", "db") : list("web", "extra", "db"), stack("db", service("app", "web:1")),
      stack("web", app, job, "volumes: {data: {}}\n"),
      ["stacks/web/conf/app.ini": "\(version)\n", "stacks/web/web.env": "V=\(version)\n"],
      secret("stacks/web/app.secret.env", "TOKEN=token-\(version)\n"),
      isA ? removed("stacks/extra") : stack("extra", extra, "volumes: {keep: {}}\n"),
    ])
  }

  /// Commits a version; the image it needs is not here any more.
  func change(to version: Version) throws {
    commits += 1
    var files = files[version] ?? [:]
    files[Aftermath.note] = "\(commits)\n"
    commit = try world.remote.commit("Change \(commits) to \(version)", files)
    self.version = version
    _ = try world.engine.docker("image", "rm", Lab.image(version == .a ? "worker:1" : "worker:2"))
    if metadata("\(host.checkout)/.git") != nil {
      // as many packs each time, so that a cycle's system calls are the same ones
      try must(["git", "-C", host.checkout, "repack", "-adkq"])
    }
  }

  /// What differs from what an undisturbed cycle makes.
  func changes() throws -> [String] {
    guard let reference = references[version] else { return ["no reference"] }
    return try Aftermath(host, commit: commit).changes(since: reference)
  }

  /// Leaves a mark in each volume that is new.
  private func mark() throws {
    for volume in try world.engine.volumes() where marker(volume) == nil {
      try write("\(volume)\n", to: "\(folder(volume))/marker")
    }
  }

  /// What was written into a volume when it was made.
  func marker(_ volume: String) -> String? { read("\(folder(volume))/marker") }

  private func folder(_ volume: String) -> String {
    world.engine.socket.replacing("docker.sock", with: "data/volumes/\(volume)/_data")
  }

  /// Waits for the one-shot's end, which no cycle waits for.
  func settle() throws {
    guard try eventually({ try world.container("web", "job").state == "exited" }) else {
      throw FixtureError("the one-shot does not end")
    }
  }

  /// How often the one-shot has run.
  var runs: Int { (read("\(folder("web_data"))/runs") ?? "").split(separator: "\n").count }
}

/// Settings that let a cycle's verification end soon, as far as there is one.
let brisk = "verify: {window: 10s, stable: 1s}"
