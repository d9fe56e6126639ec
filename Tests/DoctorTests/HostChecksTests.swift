import Cycle
import Glibc
import Model
import Posix
import Secrets
import TestSupport
import Testing

@testable import Doctor

@Suite("What a doctor finds on a machine")
struct HostChecksTests {
  private let path = "/etc/converge/converge.yaml"
  private var place: Problem.Place { Problem.Place(path, line: 3, column: 5) }

  private func loose(_ path: String) -> FileFault {
    FileFault(path, .open(to: "read or write", 0o644), remedy: "chmod 600 \(path)")
  }

  @Test("is the configuration's faults, and of those that are about modes what to type")
  func configuration() {
    let text = SettingsProblem("remotes is missing", at: Problem.Place(path, line: 1, column: 1))
    let checks = Faults([text, SettingsProblem(loose("/k"), at: place)], path, isRoot: true).checks
    #expect(
      checks == [
        Check(
          .configuration, .error, "\(path):1:1", "remotes is missing", "correct it there"),
        Check(
          .permissions, .error, "/k", "others may read or write it (mode 0644)", "chmod 600 /k"),
      ])
    #expect(Faults([], path, isRoot: true).checks.map(\.level) == [.ok])
  }

  @Test("is told once where two rules want the same of a file") func once() {
    let shared = FileFault("/k", .shared(0o644), remedy: "chmod 0600 /k")
    let foreign = FileFault("/k", .foreign(5), remedy: "chown root /k")
    let faults = [
      SettingsProblem(loose("/k"), at: place), SettingsProblem(shared), SettingsProblem(foreign),
    ]
    let checks = Faults(faults, path, isRoot: true).checks
    #expect(checks.map(\.advice) == ["chmod 600 /k", "chown root /k"])
    #expect(checks.map(\.found).last == "belongs to user 5")
  }

  @Test("is a file that is not there, which is not the configuration's fault") func missing() {
    let fault = FileFault("/e/token", .missing, remedy: "bring it back from a backup")
    #expect(
      Faults([SettingsProblem(fault, at: place)], path, isRoot: true).checks == [
        Check(
          .configuration, .error, "/e/token", "is missing, and \(path):3:5 names it",
          "bring it back from a backup")
      ])
  }

  @Test("is what others may put in a file's place, and who") func way() {
    let fault = FileFault(
      "/srv", .foreign(5), consequence: ", who may put another file at /srv/keys",
      remedy: "chown -h root /srv")
    #expect(
      Faults([SettingsProblem(fault, at: place)], path, isRoot: true).checks == [
        Check(
          .permissions, .error, "/srv",
          "belongs to user 5, who may put another file at /srv/keys", "chown -h root /srv")
      ])
  }

  @Test("is a key that everybody has") func published() throws {
    let example = "age1tts9um0w77q270z7kffnq0pw2xc5ensrnytfsmaapfy8cvt6hakqkd27j8"
    let source = KeySource.file("/etc/converge/age.key")
    let published = Doctor.key(try Recipient(example), from: source)
    #expect(published.level == .error && published.subject == "/etc/converge/age.key")
    #expect(published.advice?.contains("run converge init") == true)
    #expect(Doctor.key(Identity.generate().recipient, from: source).level == .ok)
  }

  @Test("is no fault of the configuration where this user may not read it") func notRoot() {
    let error = PosixError(code: EACCES, call: "open", path: path)
    let denied = [SettingsProblem(FileFault(path, .unseen(error), remedy: "run it as root"))]
    #expect(Faults(denied, path, isRoot: false).checks.map(\.level) == [.skipped])
    #expect(Faults(denied, path, isRoot: true).checks.map(\.level) == [.error])
  }

  @Test("is, where there is no configuration, how to make one") func none() {
    let error = PosixError(code: ENOENT, call: "open", path: path)
    let missing = [SettingsProblem(FileFault(path, .unseen(error)))]
    let checks = Faults(missing, path, isRoot: true, isMissing: true).checks
    #expect(checks.map(\.level) == [.error])
    #expect(checks[0].advice?.hasPrefix("converge init git@") == true)
  }

  @Test("is honest about what was not looked at") func skipped() {
    let skipped = Check(.engine, .skipped, "x", "permission denied")
    let faulty = Check(.engine, .error, "x", "no")
    let well = Check(.engine, .ok, "x", "yes")
    let odd = Check(.engine, .warning, "x", "odd")
    #expect([well, odd].exitCode == 0)
    #expect([well, odd, skipped].exitCode == 2)
    #expect([skipped, faulty].exitCode == 1)
  }

  @Test("is a folder that others may write or read") func folders() throws {
    let folder = try TestSupport.Folder("doctor")
    try must(["mkdir", "-m", "0750", folder["state"]])
    let loose = Doctor.folder(folder["state"], mask: 0o077, isNeeded: false)
    #expect(loose.level == .error && loose.advice == "chmod 0700 \(folder["state"])")
    #expect(Doctor.folder(folder["state"], mask: 0o022, isNeeded: false).level == .ok)
    try must(["chmod", "0770", folder["state"]])
    let writable = Doctor.folder(folder["state"], mask: 0o022, isNeeded: false)
    #expect(writable.level == .error && writable.advice == "chmod go-w \(folder["state"])")
    #expect(Doctor.folder(folder["none"], mask: 0o022, isNeeded: false).level == .ok)
    #expect(Doctor.folder(folder["none"], mask: 0o022, isNeeded: true).level == .skipped)
  }

  @Test("is a disk with little room, and one with none") func disks() {
    func level(_ left: UInt64, _ size: UInt64, isFull: Bool = false) -> Check.Level {
      Doctor.disk("/x", left: left, size: size, isFull: isFull).level
    }
    #expect(level(20_000_000_000, 100_000_000_000) == .ok)
    #expect(level(4_000_000_000, 100_000_000_000) == .warning)
    #expect(level(500_000_000, 2_000_000_000) == .warning)
    #expect(level(50_000_000, 100_000_000) == .error)
    #expect(level(20_000_000_000, 100_000_000_000, isFull: true) == .error)
    #expect(level(1 << 62, 1 << 63) == .ok)
    #expect(level(.max, .max) == .ok)
    let check = Doctor.disk("/x", left: 1_230_000_000, size: 10_000_000_000, isFull: false)
    #expect(check.found == "1.2 GB free of 10.0 GB (12 %)")
  }

  @Test("is a clock that shows a time which has passed, or that nothing keeps right") func clock() {
    let now: Int64 = 1_795_326_000
    func check(_ commit: Int64, _ isSynchronized: Bool?) -> Check {
      Doctor.clock(
        now, known: [(name: "the deployed commit", time: commit)], isSynchronized: isSynchronized)
    }
    #expect(check(now - 100, true).level == .ok)
    #expect(check(now + 500, true).level == .ok)
    #expect(check(now - 100, false).level == .warning)
    #expect(check(now - 100, nil).level == .ok)
    #expect(check(now + 86_400, true).level == .warning)
    let late = check(now + 86_400, nil)
    #expect(late.level == .error)
    #expect(
      late.found
        == "2026-11-22T05:40:00Z is before the deployed commit, of 2026-11-23T05:40:00Z")
  }
}
