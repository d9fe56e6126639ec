import Checkout
import Cycle
import Doctor
import Model
import Posix
import Testing

@testable import converge

private let plain = Palette(isOn: false)
private let now: Int64 = 1_800_000_000
private let commit = CommitNote(
  id: "3f2c1d0aabbccddeeff00112233445566778899a", author: "Ann", subject: "Update jellyfin",
  time: now - 7200)

@Suite("A status, for people")
struct StatusTextTests {
  private var status: HostStatus {
    HostStatus(
      host: "media", branch: "main", commit: commit, started: now - 182, finished: now - 180,
      exitCode: 3, result: "media at 3f2c1d0: 3 stacks, 1 failed (media)",
      lastFullPass: now - 4 * 3600,
      remotes: [
        RemoteStatus(
          url: "https://git.example.org/host.git", .reached, head: commit.id, isSource: true),
        RemoteStatus(url: "/srv/mirror", .reached, head: "1a2b3c4d", behind: 2),
        RemoteStatus(
          url: "git@b:c", .unreachable, lastReached: now - 86_400, problem: "timed out"),
        RemoteStatus(url: "git@d:e", .notAsked),
        RemoteStatus(url: "https://f/g", .refused, problem: "the server refuses the token"),
      ],
      stacks: [
        StackStatus("web", .changed, commit: commit.id, applied: now - 180, causes: ["full pass"]),
        StackStatus(
          "media", .failed, commit: "1a2b3c4d5e", applied: now - 3 * 86_400,
          drift: ["container media-app-1 exited with 1"],
          problem: "cannot pull registry.example.org/jellyfin:10.9: not found"),
        StackStatus("db", .unchanged, commit: commit.id, applied: now - 7200, paused: ["db-app-1"]),
        StackStatus("dns", .unchanged, commit: commit.id, applied: now - 7200),
      ],
      removed: ["old"], left: ["legacy"])
  }

  private func text(
    _ status: HostStatus, width: Int?, after: Int64 = 0, _ schedule: Schedule? = nil
  ) -> String {
    StatusText(status, now: now + after, schedule, width: width, plain).lines.joined(
      separator: "\n")
  }

  @Test("tells when the next run is, where that is known") func next() {
    func line(_ schedule: Schedule) -> String {
      StatusText(status, now: now, schedule, width: nil, plain).lines[2]
    }
    let next = LocalTime(now: now).words(now + 60)
    #expect(line(Schedule(.on(isEnabled: true), next: now + 60)) == "next run at \(next)")
    #expect(
      line(Schedule(.on(isEnabled: false), next: now + 60)) == """
        next run at \(next), none after the next boot: converge.timer is not enabled; \
        systemctl enable --now converge.timer
        """)
    #expect(!text(status, width: nil).contains("next run"))
  }

  @Test("says that no cycle starts by itself, and what to do") func noTimer() {
    let off = text(status, width: nil, Schedule(.off(isEnabled: false)))
    #expect(
      off.contains(
        "no next run: converge.timer is not enabled; systemctl enable --now converge.timer\n"))
    let stopped = text(status, width: nil, Schedule(.off(isEnabled: true)))
    #expect(stopped.contains("no next run: converge.timer is stopped; systemctl enable --now"))
  }

  @Test("says what a cycle is at that is at work") func atWork() {
    let schedule = Schedule(.off(isEnabled: false), work: "verify: web: waiting for web-app-1")
    let text = text(status, width: nil, after: 3600, schedule)
    #expect(text.contains("\na cycle is at work: verify: web: waiting for web-app-1\n"))
    #expect(!text.contains("no cycle since then"))
  }

  @Test("says that a cycle has begun and not ended") func unfinished() {
    var status = status
    status.unfinished = "9ab3c1d5e"
    let lines = text(status, width: nil).split(separator: "\n")
    let begun = "a cycle has begun 9ab3c1d since then, and not ended"
    #expect(lines[2] == "\(begun); the next one goes on where it was")
  }

  @Test("says that another machine bears the same name") func twin() {
    var status = status
    status.twin = "host/media/age.pub is of another"
    let lines = text(status, width: nil).split(separator: "\n")
    #expect(lines[1] == "name clash: host/media/age.pub is of another")
  }

  @Test("says what to do about a remote that was of no use") func advice() {
    var status = status
    status.remotes[4].advice = "correct the token"
    let line = text(status, width: nil).split(separator: "\n").first { $0.contains("https://f/g") }
    let words = "does not let this host in: the server refuses the token; correct the token"
    #expect(line == "remote https://f/g: \(words)")
  }

  @Test("says what runs of a stack that failed, and since when") func runs() {
    func row(_ runs: RunningVersion, failed commit: String?) -> String {
      var stack = StackStatus("web", .failed, commit: "0ld", applied: now - 60, problem: "no image")
      stack.runs = runs
      stack.failing = commit.map {
        Failing(
          Attempt(commit: $0, deployment: "d", reach: []), stands: true, since: now, reason: "r",
          nextTry: now)
      }
      var status = status
      status.stacks = [stack]
      let line = text(status, width: nil).split(separator: "\n")[4]
      return String(line.prefix { $0 != ";" } + ";" + line.split(separator: ";")[1])
    }
    let since = LocalTime(now: now).words(now - 7200)
    func version(_ commit: String?, verified: Bool = true, running: Int = 1) -> RunningVersion {
      RunningVersion(
        commit: commit, since: now - 7200, isVerified: verified, containers: running)
    }
    #expect(
      row(version("3f2c1d0aa"), failed: "9ab3c1d5e") == """
        web    failed  3f2c1d0  2 hours  no image; runs 3f2c1d0, the version before, since \(since)
        """)
    #expect(
      row(version("9ab3c1d5e", verified: false), failed: "9ab3c1d5e") == """
        web    failed  9ab3c1d  2 hours  no image; runs 9ab3c1d, which is not verified, since \
        \(since)
        """)
    #expect(
      row(version("3f2c1d0aa"), failed: nil)
        == "web    failed  3f2c1d0  2 hours  no image; runs 3f2c1d0, since \(since)")
    #expect(
      row(version("9ab3c1d5e", running: 0), failed: "9ab3c1d5e")
        == "web    failed  -       -      no image; nothing of it runs")
  }

  @Test("is readable at 80 columns") func narrow() {
    #expect(
      text(status, width: 80) == """
        media at 3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)
        last cycle 3 minutes ago: 3 stacks, 1 failed (media)
        last full pass 4 hours ago
        STACK  STATE    COMMIT   SINCE      NOTE
        web    running  3f2c1d0  3 minutes  last cycle: full pass
        media  failed   1a2b3c4  3 days     cannot pull
                                            registry.example.org/jellyfin:10.9: not
                                            found
                                            container media-app-1 exited with 1
        db     paused   3f2c1d0  2 hours    container db-app-1 is paused
        dns    running  3f2c1d0  2 hours
        remote https://git.example.org/host.git: 3f2c1d0, reached, in use
        remote /srv/mirror: 1a2b3c4, reached, 2 commits behind
        remote git@b:c: unreachable, last reached 24 hours ago: timed out
        remote git@d:e: not asked
        remote https://f/g: does not let this host in: the server refuses the token
        removed by the last cycle: old
        not declared, left alone: legacy
        """)
  }

  @Test("breaks fewer notes at 120 columns, and none without a terminal") func wide() {
    let note = "cannot pull registry.example.org/jellyfin:10.9: not found"
    #expect(text(status, width: 120).contains("3 days     \(note)\n"))
    #expect(
      text(status, width: nil).contains("\(note); container media-app-1 exited with 1\n"))
  }

  @Test("says so when it is old") func stale() {
    #expect(!text(status, width: 80, after: 700).contains("no cycle since then"))
    #expect(
      text(status, width: 80, after: 3600).contains(
        """
        last cycle 1 hour ago: 3 stacks, 1 failed (media)
        no cycle since then; see: systemctl status converge.timer
        """))
  }

  @Test("tells in one line how the last cycle ended") func endings() {
    func ending(_ exitCode: Int32, _ result: String) -> String {
      let later = status.afterFailure(
        started: now - 9, finished: now - 5, exitCode: exitCode, result: result)
      return StatusText(later, now: now, width: 80, plain).lines[1]
    }
    #expect(ending(0, "media at 3f2c1d0: 3 stacks") == "last cycle 5 seconds ago: converged")
    #expect(
      ending(69, "cannot connect to /run/docker.sock")
        == "last cycle 5 seconds ago: failed: cannot connect to /run/docker.sock")
    #expect(
      ending(143, "stopped by SIGTERM")
        == "last cycle 5 seconds ago: stopped by SIGTERM; the next one goes on")
  }

  @Test("of a host that only was looked at tells what there is") func fresh() {
    let live = liveStatus(base: nil, seen: ["web": StackLook(drift: [.missing(service: "app")])])
    #expect(
      text(live, width: 80) == """
        this host has not converged yet
        no cycle so far
        STACK  STATE    COMMIT  SINCE  NOTE
        web    drifted  -       -      container of app is missing
        """)
  }

  @Test("tells what is held back, failing or on hold, and what to do") func exceptions() {
    var status = status
    let version = HeldBack(
      Attempt(commit: "9ab3c1d5e", deployment: "d", reach: []), since: now,
      reason: "web exited with 1",
      notRolledBack: ["global/ca.pem"])
    let failing = Failing(
      Attempt(commit: "c", deployment: "k", reach: []), stands: false, since: now, reason: "r",
      times: 2, nextTry: now)
    status.stacks = [
      StackStatus("shop", .heldBack, commit: "3f2c1d0aabb", heldBack: version),
      StackStatus("db", .failed, problem: "r", failing: failing),
      StackStatus("blog", .onHold, hold: Hold(since: now, until: now + 60, reason: "disks")),
      StackStatus("old", .onHold, hold: Hold(since: now - 9, until: now)),
    ]
    status.stacks[0].runs = RunningVersion(
      commit: "3f2c1d0aabb", since: now, isVerified: true, containers: 1)
    let time = LocalTime(now: now)
    let (today, minute) = (time.words(now), time.words(now + 60))
    let lines = text(status, width: nil).split(separator: "\n").map(String.init)
    #expect(
      lines[4] == """
        shop   held back  3f2c1d0  -      held back: 9ab3c1d since \(today): web exited with 1; \
        global/ca.pem was not rolled back; converge retry shop tries it again; runs 3f2c1d0, the \
        version before, since \(today)
        """)
    #expect(
      lines[5] == """
        db     failed     -        -      r; failing since \(today), 2 times; tried again by the \
        next cycle
        """)
    #expect(
      lines[6] == """
        blog   on hold    -        -      on hold until \(minute) (disks); converge resume blog \
        ends that
        """)
    #expect(
      lines[7] == """
        old    on hold    -        -      was on hold until \(today); the next cycle takes it up \
        again
        """)
  }

  @Test("shows below the stacks what those that failed said last") func said() {
    var status = status
    let version = HeldBack(
      Attempt(commit: "9ab3c1d5e", deployment: "d", reach: []), since: now,
      reason: "web exited with 1", evidence: ["web: starting", "web: no database"])
    status.stacks = [
      StackStatus("shop", .heldBack, commit: commit.id, heldBack: version),
      StackStatus(
        "db", .failed, drift: ["container x ended", "more"], problem: "container x ended"),
    ]
    let lines = text(status, width: nil).split(separator: "\n").map(String.init)
    #expect(lines[4].contains("web exited with 1: no database"))
    #expect(lines[5].hasSuffix("container x ended; more"), "nothing twice")
    #expect(
      lines[6...8] == ["shop at 9ab3c1d said last:", "  web: starting", "  web: no database"])
  }

  @Test("holds nothing that steers a terminal") func printable() {
    var status = status
    status.commit?.subject = "\u{1b}[2J"
    status.stacks[0].name = "a\u{7}"
    status.remotes[0].problem = "x\ny"
    let text = text(status, width: 80)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 })
    #expect(text.contains("\"?[2J\"") && text.contains("a?") && text.contains(": x?y"))
  }
}

@Suite("A plan, for people")
struct PlanTextTests {
  private let old = Digests(
    manifest: "aaaaaaaaaaaaaaaa", config: "bbbbbbbbbbbbbbbb", secrets: "cccccccccccccccc",
    deployment: "dddddddddddddddd")
  private let new = Digests(
    manifest: "1111111111111111", config: "bbbbbbbbbbbbbbbb", secrets: "cccccccccccccccc",
    deployment: "2222222222222222")

  private func text(_ plan: PlanReport, verbose: Bool = false) -> String {
    PlanText(plan, isVerbose: verbose, plain, now: now).lines.joined(separator: "\n")
  }

  private func stack(_ name: String) -> Stack {
    Stack(name: StackName(name)!, composeFiles: [], environment: [])
  }

  @Test("shows each service with its causes, and what stays on one line") func full() {
    let image = Cause.image(from: "nginx:1", to: "nginx:2")
    let file = Cause.file(
      FileChange(
        "stacks/web/Caddyfile", origin: .init(commit: "abc1234", author: "Ann", subject: "serve")))
    let plan = PlanReport(
      host: "media", commit: commit, checkout: [Change("stacks/web/compose.yaml", .added)],
      decrypt: ["stacks/web/app.secret.env"],
      teardown: .projects([.remove("old", .notDeclared(host: "media")), .leaveProtected("mine")]),
      stacks: [
        StackPlan("db", .keep),
        StackPlan(
          "web",
          .apply(
            [image],
            [
              ServiceStep("app", .update, causes: [image]),
              ServiceStep("cache", .update), ServiceStep("db", .update),
              ServiceStep("migrate", .run), ServiceStep("seed", .rest),
              ServiceStep("proxy", .update, reaction: .signal("SIGHUP"), causes: [file]),
            ]), digests: new, previous: old),
        StackPlan("dns", .fail(Problem("is empty", at: .init("stacks/dns/compose.yaml", line: 1)))),
        StackPlan("media", .keep),
      ])
    #expect(
      text(plan, verbose: true) == """
        media at 3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)
        checkout: add stacks/web/compose.yaml
        decrypt: stacks/web/app.secret.env
        remove old: not declared for media
        leave mine: protected by this host's configuration
        apply web: image nginx:1 to nginx:2
          app: update (image nginx:1 to nginx:2)
          migrate: run
          proxy: signal SIGHUP (stacks/web/Caddyfile in abc1234 (Ann: serve))
          cache, db: update
          manifest    aaaaaaaaaaaa to 111111111111
          config      bbbbbbbbbbbb
          secrets     cccccccccccc
          deployment  dddddddddddd to 222222222222
        fail dns: stacks/dns/compose.yaml:1: is empty
        keep db, media
        this is a plan, nothing was changed
        """)
  }

  @Test("counts files, unless it is to name them, and names data that is in the way")
  func short() {
    let changes = [
      Change("a", .added), Change("b", .added), Change("c", .removed),
      Change("d", .keptAside(.untracked)),
    ]
    let steps = [
      ServiceStep("app", .update, isNew: true), ServiceStep("cache", .update),
      ServiceStep("db", .update, isNew: true),
      ServiceStep("dns", .update, causes: [.newService], isNew: true),
    ]
    let plan = PlanReport(
      host: "media", commit: commit, checkout: changes, decrypt: ["x", "y"],
      stacks: [StackPlan("web", .apply([.firstDeployment], steps), digests: new)])
    #expect(
      text(plan) == """
        media at 3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)
        checkout: add 2 files, remove 1 file
        checkout: keep aside d: not tracked, and in the way
        decrypt: 2 files
        apply web: first deployment
          dns: create (new in the stack)
          app, db: create
          cache: update
        this is a plan, nothing was changed; converge plan -v names each file
        """)
  }

  @Test("says what is on hold, and what is held back") func exceptions() {
    let version = HeldBack(
      Attempt(commit: "9ab3c1d5e", deployment: "d", reach: []), since: now, reason: "r")
    let plan = PlanReport(
      host: "media", commit: commit, teardown: .projects([.leaveOnHold("old")]),
      stacks: [
        StackPlan("blog", .hold(Hold(since: now, until: now, reason: "disks"))),
        StackPlan("shop", .keep, heldBack: version),
      ])
    let today = LocalTime(now: now).words(now)
    #expect(
      text(plan) == """
        media at 3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)
        leave old: on hold; converge resume old ends that
        leave blog: on hold until \(today) (disks)
        held back shop: 9ab3c1d since \(today): r; converge retry shop tries it again
        keep shop
        nothing to do
        """)
  }

  @Test("with too much to remove says what would go") func refused() {
    let plan = PlanReport(
      host: "media", commit: commit, teardown: .refused(["a", "b", "c"], limit: 2),
      stacks: [StackPlan("db", .keep)])
    #expect(
      text(plan) == """
        media at 3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)
        refuse teardown: 3 projects, at most 2: a, b, c
        keep db
        this is a plan, nothing was changed
        """)
  }

  @Test("with nothing to do says that") func empty() {
    let plan = PlanReport(
      host: "media", commit: commit, teardown: .suspended(reason: "this run is limited"),
      stacks: [StackPlan("db", .keep)], remoteReached: false)
    #expect(
      text(plan) == """
        media at 3f2c1d0 "Update jellyfin" (Ann, 2 hours ago)
        no teardown: this run is limited
        keep db
        nothing to do; nothing fetched from any remote
        """)
  }
}
