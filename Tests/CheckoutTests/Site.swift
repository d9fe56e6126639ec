import Checkout
import Git
import Glibc
import Posix
import Testing

/// What a commit of a test holds at a path.
enum Content {
  case file(String)
  case bytes([UInt8])
  case executable(String)
  case link(String)
  case submodule

  var mode: String {
    switch self {
    case .file, .bytes: return "100644"
    case .executable: return "100755"
    case .link: return "120000"
    case .submodule: return "160000"
    }
  }

  var data: [UInt8] {
    switch self {
    case .file(let text), .executable(let text), .link(let text): return Array(text.utf8)
    case .bytes(let bytes): return bytes
    case .submodule: return []
    }
  }
}

extension Content: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .file(text) }
}

/// A checkout of a test, in a folder that goes with it, and a folder outside of it.
final class Site {
  static let time: Int64 = 1_795_253_400
  /// What is appended to names of things kept aside at that time.
  static let kept = ".converge-kept-20261121T093000Z"

  let place: String
  let root: String
  let outside: String
  let repository: Repository
  let folder: Folder
  private var commits = 0

  init() throws {
    place = try Site.temporaryFolder()
    root = place + "/checkout"
    outside = place + "/outside"
    try WorkTree.prepare(root: root)
    _ = try Folder.make(outside, mode: 0o755)
    repository = try Repository.create(root, branch: "main")
    folder = try Folder.open(root)
  }

  /// A copy of another site's files, in memory where there is such a folder; the times and numbers
  /// of its files are others.
  init(copying other: Site) throws {
    place = try Site.temporaryFolder(below: "/dev/shm")
    root = place + "/checkout"
    outside = place + "/outside"
    try Site.run("cp", ["-a", other.root, root])
    try Site.run("cp", ["-a", other.outside, outside])
    repository = try Repository.open(root)
    folder = try Folder.open(root)
  }

  deinit { _ = try? Site.run("rm", ["-rf", place]) }

  private static func temporaryFolder(below wanted: String = "/tmp") throws -> String {
    let parent = access(wanted, W_OK) == 0 ? wanted : "/tmp"
    var template = Array("\(parent)/converge-checkout-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw PosixError(call: "make a folder") }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  @discardableResult
  static func run(_ program: String, _ arguments: [String], in folder: String = "/") throws
    -> Child.Result
  {
    let environment = [
      "PATH=\(Host.environment("PATH") ?? "/usr/bin:/bin")", "HOME=/nonexistent", "LC_ALL=C",
      "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
    ]
    return try Child(
      program, arguments, environment: environment, folder: folder, deadline: 60,
      outputLimit: 1 << 24
    ).run()
  }

  /// What a git command prints; it must succeed.
  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let result = try Site.run("git", arguments, in: root)
    let errors = String(decoding: result.errors, as: UTF8.self)
    try #require(result.succeeded, "git \(arguments) failed: \(errors)")
    return String(decoding: result.output, as: UTF8.self)
  }

  // MARK: commits

  /// Stores a commit that holds just this.
  func commit(_ files: [String: Content]) throws -> Commit {
    commits += 1
    let reference = "refs/test/\(commits)"
    var stream = Array("commit \(reference)\ncommitter a <a@b> 0 +0000\ndata 0\ndeleteall\n".utf8)
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      if case .submodule = content {
        stream += "M 160000 \(String(repeating: "1", count: 40)) \(quoted(path))\n".utf8
        continue
      }
      stream += "M \(content.mode) inline \(quoted(path))\ndata \(content.data.count)\n".utf8
      stream += content.data + [10]
    }
    try Folder.open(place).write(stream, to: "stream", mode: 0o600, synced: false)
    let command = "exec git -c safe.directory='*' -C checkout fast-import --quiet --force < stream"
    let result = try Site.run("sh", ["-c", command], in: place)
    try #require(result.succeeded, "\(String(decoding: result.errors, as: UTF8.self))")
    return try repository.commit(try #require(try repository.commitID(of: reference)))
  }

  private func quoted(_ path: String) -> String {
    var result = "\""
    for byte in path.utf8 {
      if byte < 32 || byte > 126 || byte == 34 || byte == 92 {
        let octal = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
      } else {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return result + "\""
  }

  /// Stores a tree object as it is, however wrong, and a commit of it.
  func commit(rawTree entries: [(mode: String, name: [UInt8], id: String)]) throws -> Commit {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += Array(entry.mode.utf8) + [32] + entry.name + [0]
      let digits = Array(entry.id)
      bytes += stride(from: 0, to: 40, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
    }
    try Folder.open(place).write(bytes, to: "object", mode: 0o600, synced: false)
    let tree = try git("hash-object", "-t", "tree", "-w", "--literally", "../object")
    let commit = try git(
      "-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", "-m", "x", word(tree))
    return try repository.commit(ObjectID(hex: word(commit))!)
  }

  /// Stores a blob.
  func blob(_ text: String) throws -> String {
    try Folder.open(place).write(Array(text.utf8), to: "object", mode: 0o600, synced: false)
    return word(try git("hash-object", "-w", "../object"))
  }

  private func word(_ line: String) -> String { String(line.prefix { $0 != "\n" }) }

  // MARK: checking out

  @discardableResult
  func apply(
    _ commit: Commit, tree: ObjectID? = nil, branch: String = "main", time: Int64 = Site.time,
    leaving: [String] = []
  ) throws -> CheckoutReport {
    try WorkTree(repository, root: root).apply(
      commit: commit.id, tree: tree ?? commit.tree, branch: branch, time: time, leaving: leaving)
  }

  func plan(_ commit: Commit, tree: ObjectID? = nil, leaving: [String] = []) throws -> [String] {
    try WorkTree(repository, root: root).plan(target: tree ?? commit.tree, leaving: leaving)
      .map(\.description)
  }

  func isCurrent(
    _ commit: Commit, tree: ObjectID? = nil, leaving: [String] = []
  ) throws -> Bool {
    try WorkTree(repository, root: root).isCurrent(
      commit: commit.id, tree: tree ?? commit.tree, branch: "main", leaving: leaving)
  }

  /// Checks that nothing is left to do. The first look after a kill may have come too early to trust
  /// the times of the files.
  func expectCurrent(
    _ commit: Commit, tree: ObjectID? = nil, leaving: [String] = [],
    _ comment: Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    Instant.pause(seconds: 0.02)
    let report = try apply(commit, tree: tree, leaving: leaving)
    #expect(report.isEmpty, comment, sourceLocation: location)
    let isCurrent = try isCurrent(commit, tree: tree, leaving: leaving)
    #expect(isCurrent, comment, sourceLocation: location)
  }

  /// The tree of a commit in which a folder is what another commit has there.
  func tree(of commit: Commit, with folder: String, of other: Commit) throws -> ObjectID {
    let entry = try repository.entry(of: other.tree, at: folder)
    return try repository.tree(commit.tree, replacing: [folder: entry?.id])
  }

  /// The helper process, built beside the tests.
  static var probe: String {
    Host.program.prefix(through: Host.program.lastIndex(of: "/")!) + "Probe"
  }

  /// Checks out in a process of its own that kills itself before the given effect.
  ///
  /// - Returns: how many effects there were; nil where it was killed.
  func applyElsewhere(
    _ commit: Commit, tree: ObjectID? = nil, killAt: Int = 0, umask: String = "022",
    leaving: [String] = []
  ) throws -> Int? {
    let result = try Site.run(
      Site.probe,
      ["apply", root, commit.id.hex, "main", "\(Site.time)", "\(killAt)", umask]
        + [(tree ?? commit.tree).hex] + leaving)
    if result.end == .signalled(SIGKILL) { return nil }
    let output = String(decoding: result.output + result.errors, as: UTF8.self)
    try #require(result.succeeded, "\(output)")
    return Int(word(output))
  }

  // MARK: the files

  func write(_ path: String, _ text: String, mode: mode_t = 0o644) throws {
    if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
    try folder.write(Array(text.utf8), to: path, mode: mode, synced: false)
  }

  func writeOutside(_ path: String, _ text: String) throws {
    let folder = try Folder.open(outside)
    if let slash = path.lastIndex(of: "/") {
      _ = try folder.make(String(path[..<slash]), mode: 0o755)
    }
    try folder.write(Array(text.utf8), to: path, mode: 0o644, synced: false)
  }

  func makeFolder(_ path: String) throws { _ = try folder.make(path, mode: 0o755) }

  /// Changes a file in place: same inode.
  func overwrite(_ path: String, _ text: String) throws {
    let file = try folder.open(path, flags: O_WRONLY | O_TRUNC)
    try file.write(Array(text.utf8))
  }

  func remove(_ path: String) throws { try Site.run("rm", ["-rf", full(path)]) }
  func link(_ path: String, to target: String) throws { try folder.link(path, to: target) }
  func chmod(_ path: String, _ mode: mode_t) { _ = Glibc.chmod(full(path), mode) }
  func full(_ path: String) -> String { root + "/" + path }

  func read(_ path: String) -> String? {
    (try? folder.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  func stat(_ path: String) -> FileStatus? { try? folder.status(path) }

  /// A line for each thing in the checkout but `.git`: kind, mode, path, content.
  func snapshot() throws -> [String] {
    var lines: [String] = []
    try list("", into: &lines)
    return lines
  }

  private func list(_ path: String, into lines: inout [String]) throws {
    for name in try folder.folder(path).names() where !(path.isEmpty && name == ".git") {
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      guard let status = try folder.status(inner) else { continue }
      let mode = String(status.permissions, radix: 8)
      switch status.kind {
      case .folder:
        lines.append("folder \(mode) \(inner)")
        try list(inner, into: &lines)
      case .link:
        let target = String(decoding: try folder.target(ofLink: inner), as: UTF8.self)
        lines.append("link \(inner) -> \(target)")
      default:
        let bytes = try folder.read(inner)
        let text =
          bytes.count > 99 ? "\(bytes.count) bytes" : String(decoding: bytes, as: UTF8.self)
        lines.append("file \(mode) \(inner) = \(text)")
      }
    }
  }

  /// Checks what must hold after every checkout: Git sees nothing changed and nothing broken, and
  /// no trace of work in progress is left.
  func expectSettled(
    _ commit: Commit, branch: String = "main", untracked: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try status() == untracked.map { "?? \($0)" }, sourceLocation: location)
    #expect(
      word(try git("symbolic-ref", "HEAD")) == "refs/heads/\(branch)", sourceLocation: location)
    #expect(word(try git("rev-parse", "HEAD")) == commit.id.hex, sourceLocation: location)
    #expect(word(try git("write-tree")) == commit.tree.hex, sourceLocation: location)
    // a lock on what marks the end is in nobody's way, and goes with the next run that writes
    let traces = try Site.run(
      "find",
      [
        root, "-name", ".converge-new-*", "-o", "-name", "*.lock", "!", "-path",
        "*/refs/converge/pending/*",
      ])
    #expect(traces.output.isEmpty, sourceLocation: location)
    #expect(try repository.referenceNames(below: "refs/converge/pending/") == [])
    #expect(stat(".")?.permissions == 0o700, sourceLocation: location)
  }

  /// The lines of `git status`.
  func status() throws -> [String] {
    try git("status", "--porcelain", "--untracked-files=all").split(separator: "\n")
      .map(String.init)
  }

  func expectSoundStore(at location: SourceLocation = #_sourceLocation) throws {
    let result = try Site.run("git", ["fsck", "--strict", "--no-dangling"], in: root)
    let text = String(decoding: result.output + result.errors, as: UTF8.self)
    #expect(result.succeeded && text.isEmpty, "\(text)", sourceLocation: location)
  }
}
