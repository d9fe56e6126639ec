import Glibc
import TestSupport
import Testing

/// How long it takes from a push to a container that answers, stage by stage.
@Suite("from a push to an answer", .hosts) struct PushTimeTests {
  @Test("takes an interval of the timer at most, and the time of a deployment") func times() throws
  {
    let names = ("media", "office", "attic")
    let stacks = try list("media", "web").merging(web("number 0")) { $1 }
    let site = try Site(names.0, names.1, names.2, files: stacks)
    var stages = Stages()
    let others = try site.hosts.dropFirst().map { try $0.containers() }
    for number in 1...Stages.pushes {
      usleep(UInt32(number * 1_700_000 % 5_000_000))  // at any time between two cycles
      let began = Now.seconds
      try site.push("Say \(number)", web("number \(number)", image: "web:\(1 + number % 2)"))
      let pushed = Now.seconds
      let answers = try eventually(within: 60) { try site[0].answer() == "number \(number)" }
      #expect(answers)
      let answered = Now.seconds
      try site.settled(site[0])
      let cycle = try Cycle(site[0], after: began)
      stages.note("the push, to the server's answer", pushed - began)
      stages.note("until a cycle begins", max(0, cycle.began - pushed))
      stages.note("until the container answers", answered - max(cycle.began, pushed))
      stages.note("**from the push to the answer**", answered - began)
      stages.note("until the cycle ends: watched for 20 s", cycle.ended - answered)
      #expect(cycle.began - pushed < Site.interval + 1)
    }
    #expect(try site.hosts.dropFirst().map { try $0.containers() } == others)
    stages.tell()
  }
}

/// The cycle that deployed, as the journal has it.
private struct Cycle {
  var (began, ended) = (0.0, 0.0)

  init(_ host: BootedHost, after time: Double) throws {
    let lines = try host.must("journalctl", "-u", "converge", "-o", "short-unix", "-q", "-n", "60")
    for line in lines.split(separator: "\n") {
      let seconds = Double(line.prefix { $0 != " " }) ?? 0
      guard ended == 0, seconds > time else { continue }
      if line.contains("Starting converge.service") { began = seconds }
      if line.contains("1 stack, 1 changed") { ended = seconds }
    }
  }
}

/// Seconds of each stage, over all pushes.
private struct Stages {
  static let pushes = Int(Environment.number("CONVERGE_PUSHES") ?? 3)
  private var rows: [(name: String, seconds: [Double])] = []

  mutating func note(_ name: String, _ seconds: Double) {
    guard let row = rows.firstIndex(where: { $0.name == name }) else {
      return rows.append((name, [seconds]))
    }
    rows[row].seconds.append(seconds)
  }

  /// Prints a row of a table for each, or writes them to the file that `CONVERGE_PROOF_LOG` names.
  func tell() {
    let text = rows.map { row in
      let sorted = row.seconds.sorted()
      let cells = [sorted[sorted.count / 2], sorted[0], sorted[sorted.count - 1]].map(shown)
      return "| \(row.name) | \(cells.joined(separator: " | ")) |\n"
    }.joined()
    guard let path = Environment.text("CONVERGE_PROOF_LOG") else { return print(text) }
    try? write(text, to: path)
  }

  private func shown(_ seconds: Double) -> String {
    let tenths = Int((seconds * 100).rounded())
    return "\(tenths / 100).\(tenths % 100 < 10 ? "0" : "")\(tenths % 100) s"
  }
}

/// The time of day, which all hosts of a laboratory share.
private enum Now {
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
