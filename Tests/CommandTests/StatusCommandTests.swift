import Cycle
import Doctor
import Model
import TestSupport
import Testing

@testable import converge

@Suite("converge status, before there is one,")
struct StatusCommandTests {
  private let folder: TestSupport.Folder

  init() throws { folder = try Folder("status") }

  /// What a command says of a host that is not set up.
  private func said(_ command: String) throws -> TestSupport.Output {
    try run(
      [Program.converge, command, "--config", folder["converge.yaml"]],
      environment: plainEnvironment)
  }

  @Test("says that converge init comes next, and so does a plan") func missing() throws {
    let status = try said("status")
    #expect(status.status == 1)
    #expect(
      status.stderr == """
        converge: error: this host is not set up: there is no \(folder["converge.yaml"])
        converge: hint: converge init REMOTE sets it up

        """)
    let plan = try said("plan")
    #expect(plan.status == 78 && plan.stderr.contains("converge init REMOTE sets this host up"))
  }

  @Test("and a doctor names nothing else that is to be done") func doctor() throws {
    let doctor = try said("doctor")
    #expect(doctor.stdout.contains("-> converge init git@"), "\(doctor)")
    #expect(!doctor.stdout.contains("correct it there"), "\(doctor)")
    #expect(!doctor.stdout.contains("converge.timer"), "\(doctor)")
    #expect(!doctor.stdout.contains("converge -v"), "\(doctor)")
  }

  private func command(_ schedule: Schedule?, json: Bool = false) throws -> StatusCommand {
    try write("", to: folder["there.yaml"])
    return StatusCommand(
      configuration: folder["there.yaml"], presentation: Presentation(json: json),
      root: folder["run"], schedule: { schedule }, isAboutUnits: true)
  }

  private func problem(_ schedule: Schedule?, json: Bool = false) throws -> Problem? {
    let command = try command(schedule, json: json)
    do throws(Problem) {
      _ = try command.answer()
      return nil
    } catch {
      return error
    }
  }

  @Test("says what the first cycle is at, and how to follow it") func first() throws {
    let schedule = Schedule(.on(isEnabled: true), work: "images: pulling web")
    let (text, exitCode) = try command(schedule).answer()
    #expect(
      String(decoding: text, as: UTF8.self) == """
        the first cycle since this machine was started is at work: images: pulling web
        follow it with: journalctl -u converge -f

        """)
    #expect(exitCode == 0)
    // which has no document to show yet
    let problem = try problem(schedule, json: true)
    #expect(problem?.message.hasSuffix(" is at work: images: pulling web") == true)
  }

  @Test("says what starts the first cycle") func none() throws {
    #expect(
      try problem(Schedule(.off(isEnabled: false)))?.hint
        == "systemctl enable --now converge.timer starts cycles; converge plan says what one would do"
    )
    let waiting = try problem(Schedule(.on(isEnabled: true), next: 1_800_000_000))
    #expect(waiting?.hint?.hasPrefix("the next one starts at ") == true)
    #expect(waiting?.hint?.hasSuffix("; systemctl start converge runs one now") == true)
    #expect(try problem(nil)?.hint == "converge runs one")
  }
}
