import TestSupport

/// What a cycle makes of a host, in lines that are equal wherever the same was made, in whatever
/// order, by however many cycles: without ids, times, and what the commit at hand is called.
struct Aftermath: Equatable {
  /// A file that is another one in each commit.
  static let note = "NOTE"

  let lines: Set<String>

  /// - Parameter commit: the full name of the one that was converged to.
  init(_ host: Host, commit: String) throws {
    let tree = try must(["git", "-C", host.checkout, "rev-parse", "\(commit)^{tree}"])
    let all = try Aftermath.engine(host.engine) + Aftermath.checkout(host) + Aftermath.state(host)
    lines = Set(
      all.filter { !$0.contains(Aftermath.note) }.map {
        $0.replacing(commit, with: "<commit>").replacing(tree, with: "<tree>")
      })
  }

  /// The lines that differ: "-" those of before, "+" those of now.
  func changes(since before: Aftermath) -> [String] {
    before.lines.subtracting(lines).sorted().map { "- \($0)" }
      + lines.subtracting(before.lines).sorted().map { "+ \($0)" }
  }

  private static func engine(_ engine: Engine) throws -> [String] {
    let ids = try engine.lines("ps", "-aq", "--no-trunc")
    let containers = ids.isEmpty ? [] : try engine.lines(["inspect", "--format", container] + ids)
    let networks = try engine.lines("network", "ls", "-q", "--filter", "type=custom")
    let network = "{{.Name}} {{json .Labels}} {{json .Options}}"
    return containers.filter { !$0.isEmpty }.map { line in
      // its own id is a name of its own
      "container" + line.dropFirst(64).replacing(line.prefix(12), with: "<id>")
    }
      + (networks.isEmpty
      ? [] : try engine.lines(["network", "inspect", "--format", network] + networks))
      .map { "network \($0)" }
      + (try engine.lines("volume", "ls", "-q")).map { "volume \($0)" }
  }

  private static let container = [
    "{{.Id}}", "{{.Name}}", "{{.Config.Image}}", "{{.Image}}", "{{.State.Status}}",
    "{{.State.ExitCode}}", "restarted {{.RestartCount}}",
    "{{json .Config.Cmd}}", #"{{index .Config.Labels "com.docker.compose.config-hash"}}"#,
    "{{range $name, $it := .NetworkSettings.Networks}}{{$name}} {{json $it.Aliases}} {{end}}",
    // these come in any order: a line for each
    "{{range .Config.Env}}{{println}}{{$.Id}} {{$.Name}} {{.}}{{end}}",
    "{{range .Mounts}}{{println}}{{$.Id}} {{$.Name}} {{.Source}}:{{.Destination}}:{{.RW}}{{end}}",
  ].joined(separator: " ")

  /// Files with their modes and contents, and what git knows of them.
  private static func checkout(_ host: Host) throws -> [String] {
    let script = """
      cd "$0"
      find . -path ./.git -prune -o -printf 'file %P %y %m %l\\n'
      find . -path ./.git -prune -o -type f -exec sha256sum {} +
      find .git -path .git/objects -prune -o -type f -printf '%P %m\\n'
      find .git/objects -type f -regex '.*/\\(tmp\\|.*\\.lock\\).*' -printf 'left behind %P\\n'
      export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
      git symbolic-ref HEAD
      git for-each-ref
      git ls-files -s
      git status --porcelain
      git fsck --connectivity-only --no-dangling 2>&1
      """
    return try must(["sh", "-ec", script, host.checkout]).split(separator: "\n").map(String.init)
  }

  /// The files of the state folder, without what tells when and why.
  private static func state(_ host: Host) throws -> [String] {
    let list = try must(["find", host.state, "-printf", "state %P %y %m\n"]).split(separator: "\n")
    let texts = try must(
      ["find", host.state, "-name", "*.json", "-exec", "grep", "-H", "", "{}", "+"])
    let told = [
      #""time""#, #""inode""#, #""fullPass""#, #""fingerprint""#, #""since""#, #""causes""#,
      #""previous""#,
    ]
    var isCauses = false
    let kept = texts.split(separator: "\n").filter { line in
      if isCauses {
        isCauses = !line.contains("]")
        return false
      }
      isCauses = line.contains(#""causes" : ["#) && !line.contains("]")
      return !told.contains(where: line.contains)
    }
    return list.map(String.init) + kept.map { String($0.dropFirst(host.state.utf8.count + 1)) }
  }
}
