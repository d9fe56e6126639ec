import Glibc
import TestSupport
import Testing

/// Runs a program on a terminal of its own: each answer is typed once its input is hidden and a
/// prompt stands there. Prints what was shown, whether input is shown again, and the exit code.
private let terminal = """
  import fcntl, os, signal, subprocess, sys, termios
  answers, command = sys.argv[1].split(","), sys.argv[2:]
  master, slave = os.openpty()
  def own():
      os.setsid()
      fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
  def shown():
      return bool(termios.tcgetattr(slave)[3] & termios.ECHO)
  child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, preexec_fn=own, pass_fds=[slave])
  seen = b""
  for answer in answers:
      start = len(seen)
      while b": " not in seen[start:] or shown():
          seen += os.read(master, 1024)
      os.write(master, answer.encode().decode("unicode_escape").encode())
  out, err = child.communicate(timeout=30)
  os.set_blocking(master, False)
  try:
      seen += os.read(master, 1024)
  except BlockingIOError:
      pass
  print("terminal", seen.replace(b"\\r\\n", b"|").decode())
  print("shown", shown())
  print("exit", child.returncode)
  print("out", out.decode().strip())
  print("err", err.decode().strip())
  """

private let hasPython = system("python3 -c 'import termios' >/dev/null 2>&1") == 0

@Suite("Keys of a person who decrypts a file")
struct PersonalKeysTests {
  /// The key of ``AgeKey/host`` behind the passphrase opensesame.
  private static let protected = """
    -----BEGIN AGE ENCRYPTED FILE-----
    YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBNYmhYb3RkbmJoY0VEUFE0
    WFJHN0ZRIDEwClplMmlMemZmYTRtcU9UMEZpd2xVSDJ5MlN4a2NQdGp1dTdtYUQ2
    RTF1NmMKLS0tIEE0Y3dXUGczZGJoRm1FczZTS0hBRVRvVXJUd25UbVBRTWZvMFY1
    eGtuZlEKczrKmClISwybncdL5anJPchftk9hQ1BMDBRUIcoq+gtYvJLIn0StqdMI
    Zw4ulNMEUCj9QzliQHuKzFImWB1FolRZv7BEteZckzyTgalWrUK+zu7AfWzd/bRo
    ODdT0xcXITRz0Z/npEIFGLU=
    -----END AGE ENCRYPTED FILE-----

    """
  private let folder: Folder

  init() throws {
    folder = try Folder("keys")
    try write(try Program.encrypt("TOKEN=hidden\n"), to: folder["a.secret.env"])
    try write(Self.protected, to: folder["key.age"], mode: 0o600)
    try write(AgeKey.host.identity + "\n", to: folder["key"], mode: 0o600)
  }

  private func decrypt(_ words: [String] = [], _ variables: [String: String] = [:]) throws -> Output
  {
    try run(
      [Program.converge, "secrets", "decrypt"] + words + [folder["a.secret.env"]],
      environment: plainEnvironment.merging(["HOME": folder.path]) { $1 }.merging(variables) { $1 })
  }

  private func onTerminal(_ answers: String) throws -> [String] {
    let output = try run(
      [
        "python3", "-c", terminal, answers, Program.converge, "secrets", "decrypt", "--age-key",
        folder["key.age"], folder["a.secret.env"],
      ], environment: plainEnvironment)
    try #require(output.status == 0, "\(output)")
    return output.stdout.split(separator: "\n").map(String.init)
  }

  @Test("behind a passphrase are asked for, without showing it", .enabled(if: hasPython))
  func prompt() throws {
    #expect(
      try onTerminal(#"opensesame\n"#) == [
        "terminal passphrase of \(folder["key.age"]): |", "shown True", "exit 0",
        "out TOKEN=hidden", "err ",
      ])
  }

  @Test("with a wrong passphrase are refused", .enabled(if: hasPython))
  func wrong() throws {
    let lines = try onTerminal(#"sesame\n,\n,Sesame\n"#)
    #expect(lines[0].split(separator: "passphrase of").count == 4)
    #expect(lines[0].contains("wrong passphrase; once more, the passphrase of"))
    #expect(lines[1...3] == ["shown True", "exit 1", "out "])
    #expect(lines[4] == "err converge: error: \(folder["key.age"]): wrong passphrase")
  }

  @Test("are asked for again after a wrong passphrase", .enabled(if: hasPython))
  func corrected() throws {
    let lines = try onTerminal(#"sesame\n,opensesame\n"#)
    #expect(lines[1...3] == ["shown True", "exit 0", "out TOKEN=hidden"])
  }

  @Test("are used with a warning where others can read them")
  func readable() throws {
    try must(["chmod", "640", folder["key"]])
    let done = try decrypt(["--age-key", folder["key"], "--age-key", folder["key"]])
    #expect(done.status == 0 && done.stdout == "TOKEN=hidden\n")
    let key = folder["key"]
    #expect(
      done.stderr == "converge: warning: others can read \(key): chmod 600 \(key)\n", "\(done)")
    let missing = try decrypt(["--age-key", "/nowhere/key"])
    #expect(missing.stderr == "converge: error: /nowhere/key: no such file\n", "\(missing)")
  }

  @Test("an interrupt leaves the terminal as it was", .enabled(if: hasPython))
  func interrupt() throws {
    let lines = try onTerminal(#"open\x03"#)
    #expect(lines.dropFirst() == ["shown True", "exit -2", "out ", "err "])
  }

  @Test("a stop asks again", .enabled(if: hasPython))
  func stop() throws {
    let lines = try onTerminal(#"open\x1a,opensesame\n"#)
    #expect(lines[1...] == ["shown True", "exit 0", "out TOKEN=hidden", "err "])
    #expect(lines[0].split(separator: "passphrase of").count == 3)
  }

  @Test("behind a passphrase are refused where there is no terminal")
  func noTerminal() throws {
    let output = try run(
      [
        "setsid", "-w", Program.converge, "secrets", "decrypt", "--age-key", folder["key.age"],
        folder["a.secret.env"],
      ], environment: plainEnvironment)
    #expect(output.status == 1 && output.stdout.isEmpty)
    #expect(output.stderr.contains("nobody can be asked for it here"), "\(output)")
  }

  @Test("come from sops' variables and the usual files, and from no configuration")
  func variables() throws {
    let none = try decrypt()
    #expect(none.status == 1 && none.stderr.contains("no age key was given"), "\(none)")
    let key = AgeKey.host.identity
    for (name, value) in [
      ("SOPS_AGE_KEY", "\(AgeKey.foreign.identity) \(key)"), ("SOPS_AGE_KEY_FILE", folder["key"]),
      ("SOPS_AGE_KEY_CMD", "cat '\(folder["key"])'"),
    ] {
      let output = try decrypt([], [name: value])
      #expect(output.status == 0 && output.stdout == "TOKEN=hidden\n", "\(name): \(output)")
    }
    try write(key, to: folder[".config/sops/age/keys.txt"], mode: 0o600)
    #expect(try decrypt().stdout == "TOKEN=hidden\n")
    #expect(try decrypt([], ["SOPS_AGE_KEY": "nonsense"]).stdout == "TOKEN=hidden\n")
    let named = try decrypt(["--age-key", folder["key.age"]])
    #expect(named.status == 1, "a key file that is named is the only one")
  }

  @Test("come from standard input")
  func standardInput() throws {
    let words = [
      "sh", "-c", "exec \"$0\" \"$@\" <\"$KEY\"", Program.converge, "secrets", "decrypt",
    ]
    let output = try run(
      words + ["--age-key", "-", folder["a.secret.env"]],
      environment: plainEnvironment.merging(["KEY": folder["key"]]) { $1 })
    #expect(output.status == 0 && output.stdout == "TOKEN=hidden\n", "\(output)")
    let twice = try run(
      [Program.converge, "secrets", "decrypt", "--age-key", "-", "-"],
      environment: plainEnvironment)
    #expect(twice.status == 64)
  }

  /// A folder that other users can enter, with the program, and what they need.
  private func openFolder() throws -> String {
    let path = try must(["mktemp", "-d", "/tmp/keys.XXXXXX"])
    try must(["cp", Program.converge, folder["key"], folder["a.secret.env"], path])
    try must(["chmod", "-R", "a+rX", path])
    return path
  }

  @Test("come from a pipe of another user", .enabled(if: geteuid() == 0, "needs root"))
  func otherUser() throws {
    let path = try openFolder()
    defer { _ = try? must(["rm", "-r", path]) }
    let script =
      "cat \"$1\" | setpriv --reuid 1234 --regid 1234 --clear-groups "
      + "\"$0\" secrets decrypt --age-key - \"$2\""
    let output = try run(
      ["sh", "-c", script, "\(path)/converge", "\(path)/key", "\(path)/a.secret.env"],
      environment: plainEnvironment)
    #expect(output.status == 0 && output.stdout == "TOKEN=hidden\n", "\(output)")
  }

  @Test("lie in memory that is not dumped", .enabled(if: geteuid() == 0, "needs root"))
  func memory() throws {
    let path = try openFolder()
    defer { _ = try? must(["rm", "-r", path]) }
    try must(["mkfifo", "\(path)/pipe"])
    try must(["chmod", "666", "\(path)/pipe"])
    for user in ["0", "1234"] {
      let child = try Child(
        [
          "setpriv", "--reuid", user, "--regid", user, "--clear-groups", "\(path)/converge",
          "secrets", "decrypt", "--age-key", "\(path)/pipe", "\(path)/a.secret.env",
        ], environment: plainEnvironment)
      let place = "/proc/\(child.pid)"
      let waits = eventually(within: 10) {
        read("\(place)/comm") == "converge\n"
          && (try? must(["stat", "-c", "%u", "\(place)/environ"])) == "0"
      }
      #expect(waits, "\(user)")
      let status = try #require(read("\(place)/status"))
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmLck:") } ?? ""
      // others have a limit, at which nothing must fail
      if user != "0" { #expect(line.hasSuffix(" 0 kB"), "\(line)") }
      kill(child.pid, SIGKILL)
      _ = try child.wait()
    }
  }
}
