import Cycle
import Model
import Testing

@testable import converge

private let event = Event(
  .notice, "recreated web-app-1 (full pass)", stack: "web", service: "app", commit: "3f2c1d0",
  cause: "full pass", stage: .apply)

@Suite("The lines of a run")
struct LineOutputTests {
  private func lines(_ isColoured: Bool, verbose: Bool = false, _ events: [Event]) -> [String] {
    let lines = Lines()
    let palette = Palette(isOn: isColoured)
    let output = LineOutput(
      verbose: verbose, palettes: (palette, palette), sinks: (.stream, .stream))
    let reporter = output.reporter { lines.take($0, $1) }
    events.forEach(reporter.result)
    events.forEach(reporter.note)
    return lines.texts
  }

  @Test("are outcomes on standard output, the rest on standard error with its weight")
  func plain() {
    #expect(
      lines(false, [event, Event(.warning, "lags"), Event(.debug, "no")]) == [
        "1 web: recreated web-app-1 (full pass)", "1 lags",
        "2 web: recreated web-app-1 (full pass)", "2 warning: lags",
      ])
    #expect(lines(false, verbose: true, [Event(.debug, "yes")]) == ["1 yes", "2 yes"])
  }

  @Test("colour names and the words for how bad it is") func colours() {
    #expect(
      lines(true, [event, Event(.error, "failed", stack: "db")]) == [
        "1 \u{1b}[1mweb\u{1b}[0m: recreated web-app-1 (full pass)",
        "1 \u{1b}[31mdb\u{1b}[0m: failed",
        "2 \u{1b}[1mweb\u{1b}[0m: recreated web-app-1 (full pass)",
        "2 \u{1b}[31merror\u{1b}[0m: \u{1b}[31mdb\u{1b}[0m: failed",
      ])
  }

  @Test("hold nothing else that steers a terminal") func printable() {
    #expect(lines(true, [Event(.debug, "a\u{1b}[0mb\nc")]) == [])
    #expect(
      lines(false, verbose: true, [Event(.debug, "a\u{1b}[0mb\nc", stack: "x\r")])[0]
        == "1 x?: a?[0mb?c")
    #expect(
      lines(false, [Event(.warning, "a\u{202E}b\u{2066}c\u{2069}d")]).last == "2 warning: a?b?c?d")
  }

  @Test("are coloured always or never where a person says so") func wish() {
    #expect(Palette(.always, stream: 1).isOn)
    #expect(!Palette(.never, stream: 1).isOn)
  }
}

@Suite("A run in JSON")
struct StreamOutputTests {
  private func lines(_ body: (StreamOutput) -> Void) -> [String] {
    let lines = Lines()
    body(StreamOutput(verbose: false) { lines.take($0, 1) })
    return lines.texts.map { String($0.dropFirst(2)) }
  }

  @Test("is one object a line with all that is known of an event") func events() {
    let lines = lines { output in
      output.reporter.result(event)
      output.reporter.note(Event(.warning, "lags\n", stage: .pull))
      output.reporter.note(Event(.debug, "no"))
    }
    #expect(
      lines == [
        """
        {"cause":"full pass","commit":"3f2c1d0","service":"app","severity":"notice",\
        "stack":"web","stage":"apply","text":"recreated web-app-1 (full pass)","type":"outcome"}
        """, #"{"severity":"warning","stage":"pull","text":"lags\n","type":"note"}"#,
      ])
  }

  @Test("ends with a summary that counts") func summary() {
    let status = HostStatus(
      host: "media", branch: "main", started: 1, finished: 2, exitCode: 3, result: "x",
      stacks: [
        StackStatus("a", .failed), StackStatus("b", .changed), StackStatus("c", .changed),
        StackStatus("d", .heldBack), StackStatus("e", .onHold),
      ],
      removed: ["old"])
    let lines = lines { output in
      output.reporter.status?(status)
      output.finish(3)
    }
    #expect(lines.count == 1)
    #expect(
      lines[0].hasPrefix(
        """
        {"changed":2,"exitCode":3,"failed":1,"heldBack":1,"onHold":1,"removed":1,\
        "status":{"branch":"main",
        """))
    #expect(lines[0].hasSuffix(#""type":"summary","unchanged":0}"#))
  }

  @Test("that ended early says why, and still has a summary") func failure() {
    let lines = lines { output in
      output.show(Problem("no remote", at: .init("/etc/c.yaml", line: 3), hint: "look"))
      output.finish(69)
    }
    #expect(
      lines == [
        """
        {"file":"/etc/c.yaml","hint":"look","line":3,"severity":"error","text":"no remote",\
        "type":"error"}
        """,
        """
        {"changed":0,"exitCode":69,"failed":0,"heldBack":0,"onHold":0,"removed":0,\
        "type":"summary","unchanged":0}
        """,
      ])
  }
}

@Suite("A plan in JSON")
struct DocumentOutputTests {
  private func documents(_ body: (DocumentOutput) -> Void) -> [String] {
    let lines = Lines()
    body(DocumentOutput(LineOutput(verbose: false)) { lines.take($0, 1) })
    return lines.texts
  }

  @Test("is one document") func plan() {
    let commit = CommitNote(id: "3f2c1d0", author: "Ann", subject: "s", time: 1)
    let documents = documents { output in
      output.reporter.plan(PlanReport(host: "media", commit: commit))
      output.finish(0)
    }
    #expect(documents.count == 1)
    #expect(documents[0].contains(#""isEmpty" : true"#))
  }

  @Test("that could not be made is a document too, which says why") func failure() {
    let documents = documents { output in
      output.show(Problem("no remote"))
      output.finish(69)
    }
    #expect(documents.count == 1)
    #expect(documents[0].contains(#""exitCode" : 69"#))
    #expect(documents[0].contains(#""text" : "no remote""#))
  }
}
