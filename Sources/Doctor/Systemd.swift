internal import JSON
internal import Posix

/// The service manager of this machine, asked by way of `systemctl`.
public enum Systemd {
  static let service = "converge.service"
  static let timer = "converge.timer"

  /// Whether systemd runs this machine (sd_booted(3)).
  static var isBooted: Bool { (try? FileStatus.of("/run/systemd/system"))?.kind == .folder }

  /// When the timer starts the next cycle: seconds since 1970-01-01T00:00:00Z; nil where it is not
  /// running, or while a cycle runs, after which systemd decides.
  static func nextRun() -> Int64? {
    guard isBooted,
      let output = run(["list-timers", "--all", "--output=json", timer], seconds: 5)
    else { return nil }
    return next(in: output)
  }

  /// The time in what `systemctl list-timers --output=json` prints, in microseconds there.
  static func next(in output: [UInt8]) -> Int64? {
    var json = JSONReader(output)
    do throws(JSONReader.Fault) {
      guard try json.list() else { return nil }
      while try json.item() {
        var (name, next): (String?, Int64?)
        guard try json.object() else { continue }
        while let key = try json.key() {
          switch key {
          case "unit": name = try json.string()
          case "next": next = try json.integer()
          default: try json.skip()
          }
        }
        if name == timer, let next, next > 0 { return next / 1_000_000 }
      }
    } catch {}
    return nil
  }

  /// The properties of both units; nil where systemd does not answer.
  static func units() -> (service: Unit, timer: Unit)? {
    let names = Unit.properties.joined(separator: ",")
    guard let service = run(["show", "--property=\(names)", Systemd.service], seconds: 5),
      let timer = run(["show", "--property=\(names)", Systemd.timer], seconds: 5)
    else { return nil }
    return (Unit(service), Unit(timer))
  }

  private static func run(_ arguments: [String], seconds: Double) -> [UInt8]? {
    let child = Child(
      "systemctl", ["--no-pager"] + arguments,
      environment: ["PATH=\(Host.searchPath)", "LC_ALL=C"], deadline: seconds)
    guard let result = try? child.run(), result.succeeded else { return nil }
    return result.output
  }
}

/// What systemd says about one unit.
struct Unit: Equatable {
  static let properties = [
    "LoadState", "ActiveState", "UnitFileState", "Result", "ExecMainStatus", "NeedDaemonReload",
    "FragmentPath", "ExecStart", "ExecMainStartTimestampMonotonic", "StatusText",
  ]

  private let values: [String: String]

  /// - Parameter output: "Name=value" in each line.
  init(_ output: [UInt8]) {
    var values: [String: String] = [:]
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      values[String(line[..<equals])] = String(line[line.index(after: equals)...])
    }
    self.values = values
  }

  private func value(_ name: String) -> String { values[name] ?? "" }

  /// "loaded", "not-found", "masked", "bad-setting", "error".
  var load: String { value("LoadState") }
  var isFound: Bool { load == "loaded" }
  var isActive: Bool { ["active", "activating"].contains(value("ActiveState")) }
  var isEnabled: Bool { value("UnitFileState").hasPrefix("enabled") }
  /// "success", "exit-code", "timeout".
  var result: String { value("Result") }
  /// The exit code of the last run.
  var status: String { value("ExecMainStatus") }
  /// Whether systemd gave up before the program began: its own exit codes (systemd.exec(5)).
  var isUnstarted: Bool { Int(status).map { (200...245).contains($0) } ?? false }
  /// What it says of itself.
  var words: String { value("StatusText") }
  var isOutdated: Bool { value("NeedDaemonReload") == "yes" }
  /// Whether it has run since this machine was started.
  var hasRun: Bool { !["", "0"].contains(value("ExecMainStartTimestampMonotonic")) }
  /// The program that it starts: of "{ path=/usr/bin/converge ; argv[]=...".
  var program: String? {
    let words = value("ExecStart").split(separator: " ")
    return words.first { $0.hasPrefix("path=") }.map { String($0.dropFirst(5)) }
  }
  /// The unit's file.
  var path: String { value("FragmentPath") }
}
