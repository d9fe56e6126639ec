import Glibc

/// A whole host of the laboratory: a Debian with its own systemd, journal, Engine, disk and address
/// (`scripts/lab --hosts`). It and its disk go when nobody refers to it any more.
public final class BootedHost: Sendable {
  public let name: String
  /// As the laboratory calls it.
  private let place: String
  /// Its address, as the laboratory and other hosts reach it.
  public let address: String
  private let home: String

  /// Whether this laboratory boots hosts.
  public static let arePossible = metadata("\(Lab.folder ?? "")/hosts") != nil

  /// Boots a new one; several may call themselves the same.
  public init(_ name: String) throws {
    self.name = name
    place = "\(name)-\(try Lab.port())"
    home = "\(Lab.folder ?? "")/hosts/\(place)"
    try BootedHost.tool("boot", place, name)
    address = (read("\(home)/address") ?? "").filter { !$0.isWhitespace }
  }

  deinit { _ = try? BootedHost.tool("forget", place) }

  /// Boots it again, from the disk it has.
  public func boot() throws { try BootedHost.tool("boot", place) }

  /// Ends it as `poweroff` does.
  public func powerOff() throws { try BootedHost.tool("off", place) }

  /// Ends it as a failure of the power does.
  public func losePower() throws { try BootedHost.tool("cut", place) }

  /// Takes it off the network, as long as the body runs.
  public func offline(_ body: () throws -> Void) throws {
    try must("ip", "link", "set", "host0", "down")
    try body()
    try must("ip", "link", "set", "host0", "up")
  }

  /// Installs or upgrades a Debian package with apt.
  public func install(_ package: String) throws { try BootedHost.tool("install", place, package) }

  /// Starts a command in it, as a shell of root's on it would, and leaves it running.
  public func start(_ command: [String]) throws -> Child {
    let leader = (read("\(home)/leader") ?? "").filter(\.isNumber)
    guard !leader.isEmpty else { throw FixtureError("\(name) is not up") }
    return try Child(
      ["nsenter", "--target", leader, "--all", "--wd=/", "--"] + command,
      environment: plainEnvironment.merging(["HOME": "/root"]) { $1 })
  }

  /// Runs a command in it to its end, whatever the end is.
  public func run(_ command: String...) throws -> Output { try start(command).wait() }

  /// Runs a command that must succeed; returns its standard output without the last line break.
  @discardableResult
  public func must(_ command: String...) throws -> String {
    let output = try start(command).wait()
    guard output.status == 0 else { throw FixtureError("\(name): \(command): \(output)") }
    return output.stdout.last == "\n" ? String(output.stdout.dropLast()) : output.stdout
  }

  /// Writes a file on its disk, making its folders.
  public func put(_ text: String, at path: String, mode: mode_t = 0o644) throws {
    try write(text, to: disk(path), mode: mode)
  }

  /// Copies a file of the laboratory's to its disk.
  public func copy(_ file: String, to path: String) throws {
    try TestSupport.must(["cp", file, disk(path)])
  }

  /// The text of a file on its disk; nil when there is none.
  public func file(_ path: String) -> String? { read(disk(path)) }

  /// Where the laboratory sees a path of its disk.
  public func disk(_ path: String) -> String { "\(home)/root\(path)" }

  /// What it serves at a published port, as another machine asks; nil when there is no answer.
  public func answer(_ port: Int = 8080) throws -> String? {
    let url = "http://\(address):\(port)/version"
    let output = try TestSupport.run(["timeout", "1", "busybox", "wget", "-qO-", url])
    return output.status == 0 ? output.stdout.filter { $0 != "\n" } : nil
  }

  /// Lines of its journal, without their times.
  public func journal(_ arguments: String...) throws -> [String] {
    let output = try start(["journalctl", "--quiet", "--output=cat"] + arguments).wait()
    return output.stdout.split(separator: "\n").map(String.init)
  }

  /// Every container, running or not, by name: what it is and since when it runs.
  public func containers() throws -> [String: String] {
    let format = "{{.Name}} {{.Id}} {{.State.Status}} {{.State.StartedAt}} {{.Config.Image}}"
    let ids = try must("docker", "ps", "-aq").split(separator: "\n").map(String.init)
    guard !ids.isEmpty else { return [:] }
    let lines = try start(["docker", "inspect", "--format", format] + ids).wait().stdout
    return Dictionary(
      lines.split(separator: "\n").map { line in
        let fields = line.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
        return (fields[0], fields[1])
      }, uniquingKeysWith: { $1 })
  }

  @discardableResult
  private static func tool(_ arguments: String...) throws -> String {
    let environment = plainEnvironment.merging(["CONVERGE_LAB": Lab.folder ?? ""]) { $1 }
    return try TestSupport.must(
      [Lab.tool("lab-host")] + arguments, environment: environment, deadline: 180)
  }
}
