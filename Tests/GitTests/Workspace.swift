import Git
import Glibc
import Posix
import Synchronization
import Testing

/// A folder of a test's own: an origin that is pushed to with the real git, and the repository that
/// fetches from it. It goes when the test ends.
final class Workspace {
  static let count = Counter()

  let folder: String
  /// The origin's name on the servers.
  let name: String
  /// The origin's path: below the servers' root where there are servers.
  let origin: String
  let repository: Repository

  /// - Parameter served: whether the origin is where the servers find it.
  init(served: Bool = true) throws {
    if served { try #require(Servers.shared.running, "the servers did not start") }
    folder = try temporaryFolder()
    name = "\(Workspace.count.next()).git"
    origin = served ? "\(Servers.shared.repositories)/\(name)" : "\(folder)/\(name)"
    checkout = "\(folder)/checkout"
    mkdir(checkout, 0o700)
    repository = try Repository.create(checkout, branch: "main")
    try git("init", "-q", "--bare", "-b", "main", origin)
    try git("init", "-q", "-b", "main", "\(folder)/work")
  }

  deinit { _ = try? run("rm", ["-rf", folder, origin]) }

  private(set) var checkout: String
  var gitFolder: String { "\(checkout)/.git" }

  /// Moves the repository that fetches, so that it is a new one for libgit2.
  func move() throws {
    let next = "\(folder)/moved"
    guard rename(checkout, next) == 0 else { throw PosixError(call: "move", path: checkout) }
    checkout = next
  }

  /// Commits files on a branch and pushes it.
  ///
  /// - Parameter fresh: without a parent, so that the push is a forced one.
  @discardableResult
  func push(
    _ branch: String = "main", _ files: [String: String] = [:], fresh: Bool = false
  ) throws -> ObjectID {
    if fresh {
      try work("update-ref", "-d", "refs/heads/\(branch)")
      try work("symbolic-ref", "HEAD", "refs/heads/\(branch)")
    } else {
      try work("checkout", "-q", "-B", branch)
    }
    for (path, content) in files { try write(content, to: "\(folder)/work/\(path)") }
    try work("add", "-A")
    try work("commit", "-q", "--allow-empty", "-m", "change \(Workspace.count.next())")
    try work("push", "-q", "-f", origin, "refs/heads/\(branch)")
    return try #require(ObjectID(hex: try work("rev-parse", "HEAD")))
  }

  /// The real git in the folder that is pushed from.
  @discardableResult
  func work(_ arguments: String...) throws -> String {
    try run("git", ["-C", "\(folder)/work"] + arguments)
  }

  /// The real git in the repository that fetches.
  @discardableResult
  func inspect(_ arguments: String...) throws -> String {
    try run("git", ["--git-dir", gitFolder] + arguments)
  }

  @discardableResult
  func git(_ arguments: String...) throws -> String { try run("git", arguments) }

  /// How many objects are here, and what references.
  var objectCount: Int {
    get throws {
      try inspect("cat-file", "--batch-check", "--batch-all-objects").split(separator: "\n").count
    }
  }

  @discardableResult
  func run(_ program: String, _ arguments: [String]) throws -> String {
    let names = ["AUTHOR_NAME=t", "AUTHOR_EMAIL=t@t", "COMMITTER_NAME=t", "COMMITTER_EMAIL=t@t"]
    let environment =
      ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=\(folder)", "GIT_CONFIG_NOSYSTEM=1"]
      + names.map { "GIT_\($0)" }
    let result = try Child(program, arguments, environment: environment, deadline: 60).run()
    try #require(
      result.succeeded, "\(program) \(arguments): \(String(decoding: result.errors, as: UTF8.self))"
    )
    let output = String(decoding: result.output, as: UTF8.self)
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }
}

/// Numbers that no other test gets.
final class Counter: Sendable {
  private let last = Atomic<Int>(0)
  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
