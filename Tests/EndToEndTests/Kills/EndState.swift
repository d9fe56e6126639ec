import Glibc
import TestSupport

/// Where a cycle left everything, in lines that are equal where it means the same: without times
/// and names that differ from run to run, and with the content of a stack's folder in the place of
/// the commit that it comes from.
struct EndState {
  let lines: Set<String>
  /// By id.
  private let images: Set<String>
  /// The images on record, those included that are removed when the stack is verified next.
  private let recordedImages: Set<String>

  init(_ host: Host) throws {
    lines = Set(
      try EndState.checkout(host) + EndState.repository(host) + EndState.state(host)
        + EndState.engine(host))
    images = Set(try host.engine.lines("image", "ls", "-aq", "--no-trunc"))
    recordedImages = try StateFiles.images(host)
  }

  /// The lines that differ: "-" those expected, "+" those found.
  func differences(from expected: EndState) -> [String] {
    let missing = expected.images.subtracting(images)
    let surplus = images.subtracting(expected.images).subtracting(recordedImages)
    return expected.lines.subtracting(lines).sorted().map { "- \($0)" }
      + lines.subtracting(expected.lines).sorted().map { "+ \($0)" }
      + missing.sorted().map { "- image \($0)" } + surplus.sorted().map { "+ image \($0)" }
  }

  /// Kind, mode and content of all files, but for those that containers write.
  private static func checkout(_ host: Host) throws -> [String] {
    let find = [
      "find", host.checkout, "-mindepth", "1", "(", "-name", ".git", "-o", "-name", "data", ")",
      "-prune", "-o",
    ]
    let entries = try must(find + ["-printf", "%P %y %m %l\n"])
    let sums = try must(find + ["-type", "f", "-exec", "sha256sum", "{}", "+"])
    return (entries + "\n" + sums).split(separator: "\n").map { "checkout: \($0)" }
  }

  private static func repository(_ host: Host) throws -> [String] {
    let git = ["git", "-C", host.checkout]
    let format = "%(refname) %(objectname) %(tree) %(subject)"
    let refs = try must(git + ["for-each-ref", "--format", format])
    let lines = try refs.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      let stack = words[0].split(separator: "/").last.map(String.init) ?? ""
      if words[0].hasPrefix("refs/converge/verified/") {
        return "\(words[0]) \(try folder(stack, words[1], host))"
      }
      return "\(words[0]) \(words.count < 4 ? words[1] : words[3])"
    }
    let head = try must(git + ["symbolic-ref", "HEAD"])
    let status = try must(git + ["status", "--porcelain"])
    let left = [".*[.]lock", ".*/tmp_[^/]*", ".*/pack_git2_[^/]*"].flatMap { ["-o", "-regex", $0] }
    let leftovers = try must(["find", "\(host.checkout)/.git", "("] + left.dropFirst() + [")"])
    let rest = ["HEAD -> \(head)", "status \(status)", "left over \(leftovers)"]
    return (lines + rest).map { "repository: \($0)" }
  }

  /// Kind and mode of all files, and what they mean.
  private static func state(_ host: Host) throws -> [String] {
    let entries = try must([
      "find", host.state, "-mindepth", "1", "-printf", "state: %P %y %m %l\n",
    ])
    let layers = try must([
      "find", host.state, "-path", "*/layers/*", "-type", "f", "-exec", "sha256sum", "{}", "+",
    ])
    return (entries + "\n" + layers).split(separator: "\n").map(String.init)
      + (try StateFiles.lines(host))
  }

  /// The content of a stack's folder in a commit, as a number.
  static func folder(_ stack: String, _ commit: String, _ host: Host) throws -> String {
    let git = ["git", "-C", host.checkout, "rev-parse", "\(commit):stacks/\(stack)"]
    return String(try must(git).prefix(12))
  }

  private static func engine(_ host: Host) throws -> [String] {
    let engine = host.engine
    let ids = try engine.lines("ps", "-aq", "--no-trunc")
    let containers =
      ids.isEmpty
      ? [] : try engine.lines(["inspect", "--format", containerFormat] + ids).map(sorted)
    let seen = try engine.containers().filter { $0.service == "app" && $0.isRunning }.map {
      "inside \($0.name): \(try insides(of: $0, engine))"
    }
    return try containers + seen
      + engine.networks().map { "network \($0)" }
      + engine.volumes().map { "volume \($0): \(engine.marker(of: $0))" }
  }

  /// Variables and mounts come in no certain order.
  private static func sorted(_ line: String) -> String {
    "container " + line.split(separator: " ").sorted().joined(separator: " ")
  }

  /// What the container sees of a file that is mounted alone.
  private static func insides(of container: Container, _ engine: Engine) throws -> String {
    let pid = try engine.lines("inspect", "--format", "{{.State.Pid}}", container.id)
    return read("/proc/\(pid.first ?? "")/root/app.conf") ?? "nothing"
  }
}

private let containerFormat =
  #"{{.Name}} {{.Config.Image}} {{.Image}} {{.State.Status}} {{.State.ExitCode}} "#
  + #"{{index .Config.Labels "com.docker.compose.config-hash"}} "#
  + #"{{index .Config.Labels "com.docker.compose.project"}} {{join .Config.Env " "}} "#
  + #"{{range .Mounts}}{{.Source}}:{{.Destination}} {{end}}"#
  + #"{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"#

extension Engine {
  /// What stands in the file `marker` of a volume.
  func marker(of volume: String) -> String {
    let home = socket.dropLast("/docker.sock".count)
    return read("\(home)/data/volumes/\(volume)/_data/marker") ?? "none"
  }
}
