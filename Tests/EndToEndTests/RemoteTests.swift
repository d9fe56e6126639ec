import TestSupport
import Testing

@Suite("remotes", .laboratory) struct RemoteTests {
  let world: World
  /// The second remote of the list, which shows what the first one shows.
  let mirror: Remote
  let first: String

  init() throws {
    mirror = try Remote()
    world = try World(mirrors: [mirror])
    first = try world.commit(list("web"), stack("web"))
    try world.remote.mirror(to: mirror)
    try world.cycle()
  }

  private func commitImage(_ image: String) throws -> String {
    try world.commit(stack("web", service("app", image)))
  }

  @Test("with none reachable drift is repaired still, and the cycle ends with 69")
  func down() throws {
    for remote in [world.remote, mirror] { try remote.goAway() }
    _ = try world.engine.lines("rm", "-f", world.container("web").id)
    try world.cycle(exits: 69)
    #expect(try world.container("web").isRunning)

    for remote in [world.remote, mirror] { try remote.comeBack() }
    try world.cycle()
  }

  @Test("with none reachable and no Engine it is still known what they showed last, and when")
  func downWithEngine() throws {
    for remote in [world.remote, mirror] { try remote.goAway() }
    try world.engine.end()
    defer { try? world.engine.begin() }
    try world.cycle(exits: 69)
    let status = try world.host.converge("status").stdout
    for remote in [world.remote, mirror] {
      let line = status.split(separator: "\n").first { $0.hasPrefix("remote \(remote.url): ") }
      let words = ": \(first.prefix(7)), unreachable, last reached "
      #expect(line?.contains(words) == true, "\(status)")
    }
  }

  @Test("the second is used while the first is away")
  func second() throws {
    try world.remote.mirror(to: mirror, commitImage("worker:2"))
    try world.remote.goAway()
    let output = try world.cycle()
    #expect(output.stderr.contains(world.remote.url), "\(output)")
    try world.runs("worker:2")
  }

  @Test("a mirror that lags is not followed back")
  func lagging() throws {
    _ = try commitImage("worker:2")
    try world.cycle()
    try world.remote.goAway()
    let output = try world.cycle()
    #expect(output.stderr.contains("which is behind"), "\(output)")
    try world.runs("worker:2")
  }

  @Test("a mirror of something else is not followed")
  func foreign() throws {
    let other = try Remote()
    try other.commit("Other", merged([list(), ["stacks/other/note": "\n"]]))
    try other.mirror(to: mirror)
    try world.remote.goAway()
    try world.cycle(exits: 77)
    try world.runs("worker:1")
  }

  @Test("a first one at a new address counts as the one that was there, but for its force pushes")
  func moved() throws {
    let moved = try Remote()
    try world.remote.mirror(to: moved, commitImage("worker:2"))
    try world.host.configure(remotes: [moved.url])
    try world.cycle()
    try world.runs("worker:2")

    let rewritten = try Remote()
    try world.remote.git("reset", "-q", "--hard", first)
    try world.remote.mirror(to: rewritten, commitImage("web:1"))
    try world.host.configure(remotes: [rewritten.url])
    let output = try world.cycle(exits: 77)
    #expect(output.stderr.contains("converge --adopt"), "\(output)")
    try world.runs("worker:2")
    try world.cycle("--adopt")
    try world.runs("web:1")
    #expect(try world.cycle().stderr == "")
  }

  @Test("a force push on the first is the user's will")
  func forcePush() throws {
    _ = try commitImage("worker:2")
    try world.cycle()
    try world.remote.git("reset", "-q", "--hard", first)
    try world.deploy(stack("web", service("app", "web:1")))
    try world.runs("web:1")

    try world.remote.git("reset", "-q", "--hard", first)
    try world.remote.mirror(to: world.remote)
    try world.cycle()
    try world.runs("worker:1")
  }

  @Test("a first one that was away is not followed back, also where it moves another way")
  func awayAndBack() throws {
    let second = try commitImage("worker:2")
    try world.remote.mirror(to: mirror)
    try world.remote.git("push", "-q", "--force", "origin", "\(first):refs/heads/main")
    try world.remote.goAway()
    try world.cycle()
    try world.runs("worker:2")

    try world.remote.comeBack()
    let output = try world.cycle()
    #expect(output.stderr.contains("which is behind"), "\(output)")
    #expect(output.stderr.contains("to deploy what it shows: converge --adopt"), "\(output)")
    try world.runs("worker:2")

    try world.remote.git("reset", "-q", "--hard", first)
    try world.deploy(stack("web", service("app", "web:1")), exits: 77)
    try world.runs("worker:2")

    // what was deployed from the mirror is seen there first
    try world.remote.mirror(to: world.remote, second)
    try world.cycle()
    try world.deploy(stack("web", service("app", "web:1")))
    try world.runs("web:1")
  }

  @Test(
    "a head that can be no checkout is the remote's failure: the next one is asked",
    arguments: [
      "git tag -a -m x x main; id=$(git rev-parse x)",
      """
      blob=$(git rev-parse main:host/media/stacks.yaml)
      tree=$({ printf '777777 x\\0'; printf %s "$blob" | perl -pe '$_ = pack("H*", $_)'; } |
        git hash-object -t tree -w --literally --stdin)
      id=$(git commit-tree -p main -m x "$tree")
      """,
    ])
  func malformed(_ make: String) throws {
    try world.remote.mirror(to: mirror, commitImage("worker:2"))
    let script = """
      cd '\(world.remote.url)'
      export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t
      \(make)
      echo "$id" >refs/heads/main
      """
    try must(["sh", "-ec", script])
    for _ in 0..<2 {
      let output = try world.cycle()
      #expect(output.text.contains("trying the next remote"), "\(output)")
      #expect(!output.text.contains("damaged"), "\(output)")
      try world.runs("worker:2")
    }
    #expect(try !must(["ls", "-A", world.host.checkout]).contains("damaged"))
  }

  @Test("a commit of which a file is missing there is the remote's failure: the next one is asked")
  func part() throws {
    try world.remote.mirror(to: mirror, commitImage("worker:2"))
    let script = """
      cd '\(world.remote.url)'
      id=$(git rev-parse main:stacks/web/compose.yaml)
      rm "$(find objects -path "*/${id#??}")"
      """
    try must(["sh", "-ec", script])
    let output = try world.cycle()
    #expect(output.text.contains("trying the next remote"), "\(output)")
    #expect(!output.text.contains("damaged"), "\(output)")
    try world.runs("worker:2")
  }

  @Test("a commit with more entries than any should have is refused before it takes its time")
  func bomb() throws {
    let script = """
      cd '\(world.remote.clone)'
      tree=$(git rev-parse HEAD^{tree})
      for level in 1 2 3 4 5 6 7; do
        tree=$(for name in 0 1 2 3 4 5 6 7 8 9; do
          printf '040000 tree %s\\td%s\\n' "$tree" "$name"; done | git mktree)
      done
      tree=$({ git ls-tree HEAD; printf '040000 tree %s\\tbomb\\n' "$tree"; } | git mktree)
      id=$(git -c user.name=a -c user.email=a commit-tree -p HEAD -m bomb "$tree")
      git push -q '\(world.remote.url)' "$id":main
      """
    try must(["sh", "-ec", script])
    for option in [nil, "plan"] {
      let output = try option.map { try world.host.converge($0) } ?? world.cycle(exits: 65)
      #expect(output.status == 65, "\(output)")
      #expect(output.stderr.contains("entries"), "\(output)")
      #expect(output.stderr.contains("more than 1000000"), "\(output)")
      try world.runs("worker:1")
    }
    try world.remote.mirror(to: world.remote)
    try world.cycle()
  }

  @Test("a proxy that the environment names and that is not there is named, without its login")
  func noProxy() throws {
    try world.host.configure(remotes: ["https://localhost:1/x", mirror.url])
    let output = try world.cycle(environment: ["https_proxy": "http://me:hush@127.0.0.1:1"])
    let words = "goes through the proxy http://127.0.0.1:1, which https_proxy names"
    #expect(output.text.contains(words), "\(output)")
    #expect(!output.text.contains("hush"), "\(output)")
  }

  @Test("a deleted branch tears nothing down")
  func deletedBranch() throws {
    for remote in [world.remote, mirror] {
      try must(["git", "-C", remote.url, "update-ref", "-d", "refs/heads/main"])
    }
    let before = try world.snapshot().engine
    let output = try world.host.converge()
    #expect([1, 69].contains(output.status), "\(output)")
    #expect(output.stderr.contains("main"), "\(output)")
    #expect(try world.snapshot().engine == before)
  }

  @Test("a lock file left in the repository of the checkout is in nobody's way")
  func staleLock() throws {
    try write("", to: "\(world.host.checkout)/.git/index.lock")
    _ = try commitImage("worker:2")
    try world.cycle()
    try world.runs("worker:2")
  }

  @Test(
    "a damaged repository is set aside and fetched anew, and nothing is torn down",
    arguments: [
      "find objects -type f -exec truncate -s 10 {} +", "echo nonsense > HEAD",
      "echo nonsense > refs/converge/accepted", "echo nonsense > refs/converge/deployed",
    ])
  func damagedStore(_ damage: String) throws {
    try must(["sh", "-c", "cd '\(world.host.checkout)/.git' && \(damage)"])
    _ = try commitImage("worker:2")
    let output = try world.cycle()
    #expect(output.stderr.contains(".git.damaged-"), "\(output)")
    try world.runs("worker:2")
    #expect(
      try must(["git", "-C", world.host.checkout, "status", "--porcelain"]).contains("kept")
        == false)
  }

  @Test("a repository that is damaged again within the hour is left for a person to look at")
  func damagedAgain() throws {
    let damage = "cd '\(world.host.checkout)/.git' && find objects -type f -delete"
    try must(["sh", "-c", damage])
    try world.cycle("--full")
    try must(["sh", "-c", damage])
    let output = try world.cycle("--full", exits: 1)
    #expect(output.stderr.contains("was set aside less than an hour ago"), "\(output)")
    #expect(try world.container("web").isRunning)
    try must(["sh", "-c", "rm -r '\(world.host.checkout)'/.git.damaged-*"])
    try world.cycle("--full")
  }

  @Test("a damaged repository that no remote can replace yet is no failure of its own")
  func damagedAlone() throws {
    try must(["sh", "-c", "cd '\(world.host.checkout)/.git' && find objects -type f -delete"])
    for remote in [world.remote, mirror] { try remote.goAway() }
    for _ in 0..<2 {
      let output = try world.cycle("--full", exits: 69)
      #expect(output.stderr.contains("deployed last, is not here"), "\(output)")
      #expect(!output.stderr.contains("push it"), "\(output)")
    }
    #expect(try world.container("web").isRunning)
    for remote in [world.remote, mirror] { try remote.comeBack() }
    try world.cycle("--full")
  }

  @Test("a checkout that belongs to another user works, whatever the user's own git configuration")
  func otherOwner() throws {
    try write("[fetch]\n\tprune = maybe\n[core\n", to: "\(world.host.home)/.gitconfig")
    try must(["chown", "-R", "65534", "\(world.host.checkout)/.git"])
    _ = try commitImage("worker:2")
    try world.cycle()
    try world.runs("worker:2")
  }
}
