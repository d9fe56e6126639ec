internal import CGit2
internal import Glibc
internal import Posix

/// Carries a fetch over the system's ssh(1), for keys that libgit2's own ssh cannot use: libssh2
/// before 1.11 signs with SHA-1 where a key is RSA, which servers refuse, and keys with a passphrase
/// come in more forms than it knows.
final class SSHProgram {
  /// Seconds that one address of the server has to answer.
  private static let connectLimit = 9
  static let package = "openssh-client"

  private let remote: Remote
  private let identity: String
  private let knownHosts: String
  private let watchdog: Watchdog
  private let askPass: AskPass?
  private let carrier: UnsafeMutablePointer<converge_git_carrier>
  private var child: TalkingChild?
  /// What it complained about before it ended.
  private(set) var failure: SSHFailure?

  init(
    _ remote: Remote, identity: String, knownHosts: String, _ askPass: AskPass?,
    _ watchdog: Watchdog
  ) {
    (self.remote, self.identity, self.knownHosts) = (remote, identity, knownHosts)
    (self.askPass, self.watchdog) = (askPass, watchdog)
    carrier = .allocate(capacity: 1)
    carrier.initialize(to: converge_git_carrier())
    carrier.pointee.payload = Unmanaged.passUnretained(self).toOpaque()
    carrier.pointee.begin = { SSHProgram.from($0).begin() }
    carrier.pointee.read = { payload, buffer, size in
      SSHProgram.from(payload).read(UnsafeMutableRawBufferPointer(start: buffer, count: size))
    }
    carrier.pointee.write = { payload, buffer, size in
      SSHProgram.from(payload).write(UnsafeRawBufferPointer(start: buffer, count: size))
    }
    carrier.pointee.end = { SSHProgram.from($0).end() }
  }

  deinit { carrier.deallocate() }

  private static func from(_ payload: UnsafeMutableRawPointer?) -> SSHProgram {
    Unmanaged<SSHProgram>.fromOpaque(payload!).takeUnretainedValue()
  }

  /// Whether there is such a program.
  static var isInstalled: Bool {
    Host.searchPath.split(separator: ":").contains { access("\($0)/ssh", X_OK) == 0 }
  }

  /// Makes the transport that libgit2 is to use.
  func makeTransport(
    _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?, _ owner: OpaquePointer?
  ) -> Int32 {
    converge_git_carried(result, owner, carrier)
  }

  private func begin() -> Int32 {
    if child != nil { return 0 }
    guard SSHProgram.isInstalled else {
      failure = .missing
      return GIT_EUSER.rawValue
    }
    do {
      let new = try TalkingChild(call)
      watchdog.follow(child: new.process)
      child = new
      return 0
    } catch {
      failure = .notStarted("\(error)")
      return GIT_EUSER.rawValue
    }
  }

  private var goesOn: Bool { watchdog.verdict == .none }

  private func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let count = child?.read(into: buffer, while: { goesOn }) else { return -1 }
    watchdog.step()
    return count
  }

  private func write(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    child?.write(bytes, while: { goesOn }) == true ? 0 : -1
  }

  /// Ends the program; what it said last is kept.
  func end() {
    guard let ending = child else { return }
    child = nil
    let code = ending.end(atOnce: !goesOn)
    watchdog.follow(child: 0)
    if code != 0, failure == nil {
      failure = .ended(SSHComplaint(String(decoding: ending.complaints, as: UTF8.self)))
    }
  }

  /// Whether the passphrase is a wrong one; false where that cannot be told.
  var hasWrongPassphrase: Bool { askPass?.opens(identity, environment) == false }

  private var environment: [String] { ["PATH=\(Host.searchPath)", "LC_ALL=C", "DOLLAR=$"] }

  /// Nothing of the machine's or the user's configuration counts, and nobody is asked. It ends with
  /// this process, however that ends: a server that hangs would keep it for ever.
  private var call: Child {
    let port = "\(remote.url.port)"
    let path = remote.url.path.replacing("'", with: "'\\''")
    let options = [
      "BatchMode=\(askPass == nil ? "yes" : "no")", "NumberOfPasswordPrompts=1",
      "PreferredAuthentications=publickey", "PasswordAuthentication=no",
      "KbdInteractiveAuthentication=no", "IdentitiesOnly=yes", "IdentityAgent=none",
      "IdentityFile=\(SSHProgram.word(identity))", "StrictHostKeyChecking=yes",
      "UserKnownHostsFile=\(SSHProgram.word(knownHosts))", "GlobalKnownHostsFile=/dev/null",
      "UpdateHostKeys=no", "CheckHostIP=no", "VerifyHostKeyDNS=no", "LogLevel=ERROR",
      "ConnectTimeout=\(SSHProgram.connectLimit)", "ClearAllForwardings=yes",
    ].flatMap { ["-o", $0] }
    let place = ["-p", port, "-l", remote.url.user ?? "git", "--", remote.url.host]
    let start = ["--pdeathsig", "KILL", "ssh", "-F", "none", "-T", "-a", "-x"]
    return Child(
      "setpriv", start + options + place + ["git-upload-pack '\(path)'"],
      environment: environment + (askPass?.environment ?? []), deadline: 0, outputLimit: 16 << 10)
  }

  /// A path as a value of ssh_config(5), where blanks part words, `%` begins a token and `${` the
  /// name of a variable. That one no sign masks, but a variable may stand for the `$`.
  private static func word(_ path: String) -> String {
    "\"\(path.replacing("%", with: "%%").replacing("${", with: "${DOLLAR}{"))\""
  }
}

/// Why ssh(1) could not do it.
enum SSHFailure {
  /// It is not installed.
  case missing
  case notStarted(String)
  case ended(SSHComplaint)
}
