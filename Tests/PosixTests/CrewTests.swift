import Glibc
import Posix
import Testing

@Suite("a crew does several slow things at once")
struct CrewTests {
  private func shell(_ script: String, deadline: Double = 20) throws -> RunningChild {
    try Child(
      "/bin/sh", ["-c", script], environment: ["PATH=/usr/bin:/bin"], deadline: deadline
    ).start()
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Instant.now
    try body()
    return Instant.now.seconds(since: start)
  }

  /// Runs these to their end, in order, as far as the limit allows; the order they ended in.
  private func run(_ activities: [any Activity], limit: Int) -> [Int] {
    var (rest, order) = (Array(activities.enumerated()), [Int]())
    Crew(limit: limit).run(
      next: {
        guard !rest.isEmpty else { return .nothing }
        let (index, activity) = rest.removeFirst()
        return .start(index, activity)
      }, ended: { order.append($0) })
    return order
  }

  @Test("children overlap: together they take as long as the longest")
  func overlap() throws {
    let children = try [1.0, 1.5, 0.5].map { try shell("sleep \($0); echo \($0)") }
    let time = seconds { #expect(run(children, limit: 3) == [2, 0, 1]) }
    #expect(time >= 1.45 && time < 2.8)
    let said = try children.map { String(decoding: try $0.result().output, as: UTF8.self) }
    #expect(said == ["1.0\n", "1.5\n", "0.5\n"])
  }

  @Test("no more than the limit are at work")
  func limit() {
    var (started, ended, most) = (0, 0, 0)
    let time = seconds {
      Crew(limit: 2).run(
        next: {
          guard started < 5 else { return .nothing }
          started += 1
          most = max(most, started - ended)
          return .start((), Pause(until: Instant.now.adding(seconds: 0.1)))
        }, ended: { ended += 1 })
    }
    #expect(started == 5 && ended == 5 && most == 2)
    #expect(time >= 0.29 && time < 5)
  }

  @Test("those that only look on take up no room, and leave it to the others")
  func watchers() {
    var log: [String] = []
    // one at a time is at work; each is then looked on at for longer than the next one takes
    var rest: [(String, Double)] = [("a", 0.2), ("b", 0.2), ("c", 0.2)]
    var watches: [String] = []
    let time = seconds {
      Crew(limit: 1).run(
        next: { () -> Crew.Next<String> in
          if let name = watches.popLast() {
            log.append("watch \(name)")
            return .watch("watched \(name)", Pause(until: Instant.now.adding(seconds: 1.5)))
          }
          if rest.isEmpty { return .nothing }
          let (name, time) = rest.removeFirst()
          log.append("start \(name)")
          return .start(name, Pause(until: Instant.now.adding(seconds: time)))
        },
        ended: { name in
          if !name.hasPrefix("watched") { watches.append(name) }
          log.append(name)
        })
    }
    #expect(
      log == [
        "start a", "a", "watch a", "start b", "b", "watch b", "start c", "c", "watch c",
        "watched a", "watched b", "watched c",
      ])
    #expect(time >= 2.05 && time < 4.5)
  }

  @Test("what has been looked on at may start something, once there is room")
  func watchedFirst() {
    var (log, isOver) = ([String](), false)
    var rest: [Crew.Next<String>] = [
      .watch("watched", Pause(until: Instant.now.adding(seconds: 0.1))),
      .start("long", Pause(until: Instant.now.adding(seconds: 0.4))),
    ]
    Crew(limit: 1).run(
      next: {
        if !rest.isEmpty { return rest.removeFirst() }
        if !isOver || log.contains("second") { return .wait }
        log.append("second")
        return .start("again", Pause(until: .now))
      },
      ended: { name in
        log.append(name)
        if name == "watched" { isOver = true }
      })
    #expect(log == ["watched", "long", "second", "again"])
  }

  @Test("what waits for another starts when that has ended")
  func dependent() throws {
    var (isFirstOver, log) = (false, [String]())
    var rest = ["first", "second"]
    Crew(limit: 4).run(
      next: { () -> Crew.Next<String> in
        guard let name = rest.first else { return .nothing }
        if name == "second", !isFirstOver { return .wait }
        rest.removeFirst()
        log.append("start \(name)")
        return .start(name, Pause(until: Instant.now.adding(seconds: 0.1)))
      },
      ended: { name in
        log.append("end \(name)")
        isFirstOver = true
      })
    #expect(log == ["start first", "end first", "start second", "end second"])
  }

  @Test("to wait for nobody is the end")
  func idle() {
    var asked = 0
    let signal = Crew(limit: 3).run(
      next: { () -> Crew.Next<Int> in
        asked += 1
        return .wait
      }, ended: { _ in })
    #expect(asked == 1 && signal == nil)
  }

  @Test("a chatty child leaves the others their turn, and nothing is lost")
  func chatty() throws {
    let count = 40 << 20
    let children = try (0..<3).map { number in
      try Child(
        "/bin/sh", ["-c", "head -c \(count) /dev/zero; echo \(number) >&2"],
        environment: ["PATH=/usr/bin:/bin"], deadline: 60, outputLimit: count
      ).start()
    }
    _ = run(children, limit: 3)
    for (number, child) in children.enumerated() {
      let result = try child.result()
      #expect(result.output.count == count && !result.truncated)
      #expect(result.errors == Array("\(number)\n".utf8))
    }
  }

  @Test("each child has its own deadline")
  func deadlines() throws {
    let children = try [
      shell("sleep 30", deadline: 0.3), shell("sleep 1"), shell("sleep 30", deadline: 1.7),
    ]
    let time = seconds { #expect(run(children, limit: 3) == [0, 1, 2]) }
    #expect(time < 5)
    #expect(
      try children.map { try $0.result().end } == [
        .overdue(seconds: 0.3), .exited(0), .overdue(seconds: 1.7),
      ])
  }

  @Test("when it is to stop, all end, nothing new starts, and each is told of")
  func stop() throws {
    let ends = try Pipe.make()
    defer { for end in [ends.reader, ends.writer] { close(end) } }
    let stubborn = "trap 'sleep 0.3; exit 5' TERM; while :; do sleep 0.05; done"
    let children = try [shell("exec sleep 30"), shell(stubborn)]
    let pause = Pause(until: Instant.now.adding(seconds: 30))
    let trigger = try shell("sleep 0.3")
    let watcher = Pause(until: Instant.now.adding(seconds: 30))
    let activities: [any Activity] = [trigger, pause] + children
    var rest: [Crew.Next<Void>] = [.watch((), watcher)] + activities.map { .start((), $0) }
    var (ended, isAsked) = (0, false)
    let time = seconds {
      let signal = Crew(limit: 4, stop: ends.reader, signal: { isAsked ? SIGTERM : nil }).run(
        next: { rest.isEmpty ? .nothing : rest.removeFirst() },
        ended: {
          ended += 1
          isAsked = true
          write(ends.writer, "x", 1)
          if ended == 1 { rest = [.start((), Pause(until: Instant.now.adding(seconds: 30)))] }
        })
      #expect(signal == SIGTERM)
    }
    #expect(ended == 5 && rest.count == 1 && time < 5)
    #expect(try trigger.result().succeeded)
    for child in children { #expect(try child.result().end == .stopped(signal: SIGTERM)) }
  }

  /// Wants to go on at once, each time it is asked, and has a number of steps to go.
  private final class Steps: Activity {
    var left = 5
    var awaited: [Awaited] { [] }
    var wakeAt: Instant? { .now }
    func stop(signal: Int32) {}

    func proceed() -> Bool {
      left -= 1
      return left <= 0
    }
  }

  @Test("one that wants to go on at once does")
  func atOnce() {
    let time = seconds { Crew.run(Steps()) }
    #expect(time < 5)
  }

  @Test("a stop wakes it while nothing else happens")
  func stopWakes() throws {
    let ends = try Pipe.make()
    defer { for end in [ends.reader, ends.writer] { close(end) } }
    let child = try shell("exec sleep 30")
    let writer = try Child(
      "/bin/sh", ["-c", "sleep 0.3; echo x >&3"], environment: ["PATH=/usr/bin:/bin"], deadline: 20
    ).start(keeping: ends.writer)
    let signal = Crew.run(child, stop: ends.reader) {
      var polled = pollfd(fd: ends.reader, events: Int16(POLLIN), revents: 0)
      return poll(&polled, 1, 0) > 0 ? SIGINT : nil
    }
    #expect(signal == SIGINT)
    #expect(try child.result().end == .stopped(signal: SIGINT))
    #expect(try child.result().seconds < 5)
    Crew.run(writer)
  }

  @Test("it ticks, as long as something is at work")
  func ticks() throws {
    var (ticks, isStarted) = (0, false)
    Crew(limit: 1).run(
      every: 0.1, tick: { ticks += 1 },
      next: {
        defer { isStarted = true }
        return isStarted ? .nothing : .start((), Pause(until: Instant.now.adding(seconds: 0.65)))
      }, ended: {})
    #expect((2...6).contains(ticks))
  }

  @Test("a child that is let go of before its end is ended")
  func abandoned() throws {
    let place = try Place()
    var child: RunningChild? = try shell("echo $$ >\(place.folder.full("pid")); exec sleep 30")
    var pid: pid_t?
    for _ in 0..<100 where pid == nil {
      Instant.pause(seconds: 0.05)
      let text = String(decoding: (try? place.folder.read("pid")) ?? [], as: UTF8.self)
      pid = text.last == "\n" ? pid_t(text.dropLast()) : nil
    }
    let number = try #require(pid)
    #expect(kill(number, 0) == 0 && child != nil)
    child = nil
    #expect(kill(number, 0) != 0)
  }
}
