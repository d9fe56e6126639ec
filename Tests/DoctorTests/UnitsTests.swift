import Cycle
import Posix
import Testing

@testable import Doctor

@Suite("What a doctor says of the units")
struct UnitsTests {
  private func unit(_ lines: String...) -> Unit {
    let usual = [
      "LoadState=loaded", "ActiveState=inactive", "UnitFileState=static", "Result=success",
      "ExecMainStatus=0", "NeedDaemonReload=no", "FragmentPath=/lib/systemd/system/x.service",
      "ExecMainStartTimestampMonotonic=1234",
      "ExecStart={ path=/usr/bin/converge ; argv[]=/usr/bin/converge ; ignore_errors=no }",
    ]
    return Unit(Array((usual + lines).joined(separator: "\n").utf8))
  }

  private func checks(
    _ service: Unit, _ timer: Unit, next: Int64? = 1_795_326_420, program: Int64 = 100,
    made: Int64 = 50, hidden: Bool = false, last: CycleNote? = nil
  ) -> [Check] {
    Doctor.units(
      service, timer, next: next, last: last, program: program,
      age: { $0.hasPrefix("/etc/") || hidden ? made : nil },
      time: LocalTime(now: 1_795_326_000, offset: 0))
  }

  private var running: Unit { unit("ActiveState=active", "UnitFileState=enabled") }

  @Test("is when the next run is, and that the last one went well") func well() {
    #expect(
      checks(unit(), running) == [
        Check(.units, .ok, "converge.timer", "enabled; next run at 05:47"),
        Check(.units, .ok, "converge.service", "the last run went well"),
      ])
    #expect(
      checks(unit("ActiveState=activating"), running, next: nil)[0].found
        == "enabled; a cycle is at work")
  }

  @Test("is not that a run went well where none was") func noRun() {
    let first = checks(unit("ExecMainStartTimestampMonotonic=0"), running)[1]
    #expect(first.level == .ok && first.found == "has not run since this machine was started")
  }

  @Test("is what the last cycle left where systemd has forgotten a run, or there was one by hand")
  func forgotten() {
    let gone = unit("ExecMainStartTimestampMonotonic=0")
    var last = CycleNote(
      started: 1_795_325_900, finished: 1_795_325_940, exitCode: 0, result: "fine", remotes: [])
    #expect(
      checks(gone, running, last: last)[1].found
        == "has not run since this machine was started; the last cycle, by hand, ended at 05:39")
    last.rhythm = Rhythm(last: 1_795_325_880)
    #expect(checks(gone, running, last: last)[1].found == "last ran at 05:38")
    #expect(checks(unit(), running, last: last)[1].found == "the last run went well")
  }

  @Test("is that somebody masked them, which is not to say that they are not there") func masked() {
    let timer = checks(unit(), unit("LoadState=masked"))[0]
    #expect(timer.level == .error && timer.advice == "systemctl unmask converge.timer")
    let service = checks(unit("LoadState=masked"), running)[1]
    #expect(service.found == "is masked: nothing can start it")
    let path = unit("LoadState=masked", "FragmentPath=/etc/systemd/system/converge.timer")
    #expect(checks(unit(), path, hidden: true).count == 2)
  }

  @Test("is that systemd cannot use one, which is not to say that it is not there")
  func unusable() {
    let timer = checks(unit(), unit("LoadState=bad-setting"))[0]
    #expect(timer.level == .error && timer.found.hasPrefix("is there, but systemd cannot use it"))
    #expect(timer.advice?.hasPrefix("systemctl status converge.timer") == true)
    let service = checks(unit("LoadState=error"), running)[1]
    #expect(service.level == .error && service.found.contains("(error)"))
    #expect(service.advice?.contains("systemctl revert converge.service") == true)
    #expect(checks(unit("LoadState=not-found"), running)[1].found == "is not installed")
  }

  @Test("is an error where systemd could not even start the program") func unstarted() {
    let service = checks(unit("Result=exit-code", "ExecMainStatus=203"), running)[1]
    #expect(service.level == .error)
    #expect(
      service.found == "the last run ended with 203: systemd could not start /usr/bin/converge")
    #expect(
      checks(unit("Result=exit-code", "ExecMainStatus=143"), running)[1].level == .warning)
  }

  @Test("is that one of a person's own hides the package's") func hiding() {
    let own = unit("FragmentPath=/etc/systemd/system/converge.service")
    let check = checks(own, running, made: 200, hidden: true)[2]
    #expect(check.level == .warning && check.advice?.hasPrefix("rm /etc/systemd/system/") == true)
    #expect(check.found.hasSuffix("hides the package's unit in /usr/lib/systemd/system"))
  }

  @Test("is that there is a second program, and which one the service starts") func programs() {
    func checks(_ files: [String: String], own: String = "/usr/bin/converge") -> [Check] {
      Programs(started: unit().program, own: own, identity: { files[$0] }).checks
    }
    #expect(checks(["/usr/bin/converge": "a"]).isEmpty)
    #expect(checks(["/usr/bin/converge": "a", "/usr/local/bin/converge": "a"]).isEmpty)
    let two = checks(["/usr/bin/converge": "a", "/usr/local/bin/converge": "b"])
    #expect(two.map(\.level) == [.warning] && two[0].subject == "/usr/bin/converge")
    #expect(
      two[0].found == "is what the service starts; there is another: /usr/local/bin/converge")
  }

  @Test("is an error where nothing starts cycles") func stopped() {
    let stopped = checks(unit(), unit("UnitFileState=enabled"))[0]
    #expect(stopped.level == .error)
    #expect(stopped.advice == "systemctl enable --now converge.timer")
    #expect(checks(unit(), unit("LoadState=not-found"))[0].level == .error)
    #expect(checks(unit("LoadState=not-found"), running)[1].level == .error)
    let disabled = unit("ActiveState=active", "UnitFileState=disabled")
    #expect(checks(unit(), disabled)[0].level == .warning)
  }

  @Test("is how the last run ended") func ended() {
    let failed = checks(unit("Result=exit-code", "ExecMainStatus=3"), running)[1]
    #expect(failed.level == .warning && failed.found == "the last run ended with 3")
    #expect(checks(unit("Result=timeout"), running)[1].level == .error)
  }

  @Test("is that somebody forgot to bring them up to date") func outdated() {
    #expect(checks(unit("NeedDaemonReload=yes"), running)[2].advice == "systemctl daemon-reload")
    let copied = unit("FragmentPath=/etc/systemd/system/converge.service")
    #expect(checks(copied, running).count == 3)
    #expect(checks(copied, running, made: 200).count == 2)
    #expect(checks(unit(), running).count == 2)
  }

  @Test("make what a status says of the next run") func schedule() {
    let off = Schedule(service: unit(), timer: unit("UnitFileState=disabled"), next: nil)
    #expect(off == Schedule(.off(isEnabled: false)))
    let work = unit("ActiveState=activating", "StatusText=pull: asking the remotes")
    #expect(
      Schedule(service: work, timer: running, next: nil)
        == Schedule(.on(isEnabled: true), work: "pull: asking the remotes"))
    #expect(Schedule(service: unit("StatusText=x"), timer: running, next: 7).work == nil)
    #expect(
      Schedule(service: unit(), timer: unit("LoadState=not-found"), next: 7).timer == .missing)
  }

  @Test("is the time in what systemctl prints") func next() {
    let output = """
      [{"next":1795326420000000,"left":1,"last":0,"passed":0,"unit":"converge.timer",\
      "activates":"converge.service"}]
      """
    #expect(Systemd.next(in: Array(output.utf8)) == 1_795_326_420)
    #expect(Systemd.next(in: Array(output.replacing("1795326420000000", with: "null").utf8)) == nil)
    #expect(Systemd.next(in: Array("[]".utf8)) == nil)
    #expect(Systemd.next(in: Array("NEXT LEFT".utf8)) == nil)
  }
}
