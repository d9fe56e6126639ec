internal import Cycle
internal import Glibc
internal import Model
internal import Posix

/// This machine: who may touch what, room, and time.
extension Doctor {
  /// That the name is not the one that the state was made for.
  func name(_ settings: Settings) -> [Check] {
    guard let fault = Cycle.nameFault(settings) else { return [] }
    return [
      Check(
        .configuration, .error, "name", "\(fault.message): every cycle ends with 78", fault.hint)
    ]
  }

  /// That the file of allowed signers can be understood.
  func signers(_ settings: Settings) -> [Check] {
    guard let fault = Cycle.signersFault(settings) else { return [] }
    return [
      Check(
        .configuration, .error, "allowed signers", "\(fault): every cycle ends with 78",
        "see ssh-keygen(1), ALLOWED SIGNERS")
    ]
  }

  /// Folders that others must not write, or not even read.
  func permissions(_ settings: Settings) -> [Check] {
    let folder = configuration.lastIndex(of: "/").map { String(configuration[..<$0]) } ?? "."
    let isPrivate = folder == PrivateFolder.path
    return [
      Doctor.folder(
        folder.isEmpty ? "/" : folder, mask: isPrivate ? 0o077 : 0o022, isNeeded: true),
      Doctor.folder(settings.state, mask: 0o077, isNeeded: false),
      Doctor.folder(settings.checkout, mask: 0o022, isNeeded: false),
    ]
  }

  /// - Parameters:
  ///   - mask: the permission bits that others must not have.
  ///   - isNeeded: whether it has to be there; cycles make it else.
  static func folder(_ path: String, mask: UInt32, isNeeded: Bool) -> Check {
    let status: FileStatus
    do throws(PosixError) {
      status = try FileStatus.of(path)
    } catch {
      if error.isMissing, !isNeeded {
        return Check(.permissions, .ok, path, "not there yet: the first cycle makes it")
      }
      return Check(.permissions, .skipped, path, "\(error)", "sudo converge doctor")
    }
    let mode = "0\(String(status.permissions, radix: 8))"
    guard status.kind == .folder else {
      return Check(.permissions, .error, path, "is not a folder", "move it away")
    }
    guard status.permissions & mask == 0 else {
      let verb = mask & 0o044 == 0 ? "write in" : "read"
      let fix = mask & 0o044 == 0 ? "go-w" : "0700"
      return Check(
        .permissions, .error, path, "others may \(verb) it (mode \(mode))",
        "chmod \(fix) \(path.shellWord)")
    }
    guard status.owner == 0 || status.owner == geteuid() else {
      return Check(
        .permissions, .error, path, "belongs to user \(status.owner)",
        "chown root \(path.shellWord)")
    }
    return Check(.permissions, .ok, path, "mode \(mode)")
  }

  /// The room on each file system that cycles write to.
  func disk(_ settings: Settings) -> [Check] {
    let root = try? engine(settings).info().dataRoot
    let places = [settings.checkout, settings.state] + [root].compactMap { $0 }
    return places.compactMap { place in
      guard let left = Doctor.near(place, DiskSpace.left),
        let size = Doctor.near(place, DiskSpace.size)
      else { return nil }
      return Doctor.disk(place, left: left, size: size, isFull: DiskSpace.isFull(place))
    }
  }

  /// Of the path, or of the folder nearest to it that exists.
  private static func near(_ path: String, _ ask: (String) -> UInt64?) -> UInt64? {
    var path = path[...]
    while let cut = path.lastIndex(of: "/") {
      if let answer = ask(String(path)) { return answer }
      path = path[..<cut]
    }
    return ask("/")
  }

  /// - Parameters:
  ///   - left: bytes, and `size`: of all.
  ///   - isFull: whether nothing can be written, for one because there are no inodes.
  static func disk(_ place: String, left: UInt64, size: UInt64, isFull: Bool) -> Check {
    let percent = size < 100 ? 0 : min(left / (size / 100), 100)
    let words = "\(Doctor.bytes(left)) free of \(Doctor.bytes(size)) (\(percent) %)"
    let advice = "make room: docker system df, docker image prune"
    if isFull || left < 100_000_000 { return Check(.disk, .error, place, words, advice) }
    if left < 1_000_000_000 || percent < 5 { return Check(.disk, .warning, place, words, advice) }
    return Check(.disk, .ok, place, words)
  }

  /// "1.2 GB"
  static func bytes(_ count: UInt64) -> String {
    let unit = count >= 1_000_000_000 ? ("GB", UInt64(1_000_000_000)) : ("MB", UInt64(1_000_000))
    let tenths = count / (unit.1 / 10)
    return "\(tenths / 10).\(tenths % 10) \(unit.0)"
  }

  /// Whether the clock can be right: certificates, times of commits and the timer depend on it.
  func clock(_ survey: HostSurvey?) -> [Check] {
    let run = (try? RunFolder(configuration: configuration, root: runFolder).read()) ?? nil
    let program = (try? FileStatus.of(Host.program))?.changed.seconds
    let known: [(String, Int64?)] = [
      (Doctor.commit, survey?.deployed?.time), ("the last cycle", run?.finished),
      ("this program", program),
    ]
    return [
      Doctor.clock(
        now, known: known.compactMap { name, time in time.map { (name: name, time: $0) } },
        isSynchronized: WallClock.isSynchronized)
    ]
  }

  static let commit = "the deployed commit"

  /// - Parameters:
  ///   - now: what the clock says: seconds since 1970-01-01T00:00:00Z.
  ///   - known: times that have passed, and whose they are.
  ///   - isSynchronized: nil where that cannot be told.
  static func clock(
    _ now: Int64, known: [(name: String, time: Int64)], isSynchronized: Bool?
  ) -> Check {
    let words = WallClock.rfc3339(now)
    let sync = "timedatectl set-ntp true, or on the machine that hosts this container"
    // people's clocks differ by a few minutes
    if let newest = known.max(by: { $0.time < $1.time }), newest.time > now + 600 {
      let found = "\(words) is before \(newest.name), of \(WallClock.rfc3339(newest.time))"
      if isSynchronized == true, newest.name == commit {
        let advice = "set the clock of the machine where that was committed"
        return Check(.clock, .warning, "clock", "\(found); this clock is synchronized", advice)
      }
      return Check(.clock, .error, "clock", found, sync)
    }
    switch isSynchronized {
    case true?: return Check(.clock, .ok, "clock", "\(words), synchronized")
    case false?:
      return Check(.clock, .warning, "clock", "\(words), and nothing keeps it right", sync)
    case nil: return Check(.clock, .ok, "clock", "\(words); nobody says whether it is kept right")
    }
  }
}
