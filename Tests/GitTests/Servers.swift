import Glibc
import Posix
import Testing

/// The servers of `Fixtures/servers`, started once for all tests of this process. They end when
/// the pipe to them does, that is, with this process.
final class Servers: Sendable {
  static let available = missing.isEmpty
  static let missing: [String] = {
    let absent = programs.filter { name, places in
      !places.contains { access("\($0)/\(name)", X_OK) == 0 }
    }
    // only root can make the folder that sshd insists on
    let noFolder = geteuid() != 0 && access("/run/sshd", F_OK) != 0
    return absent.map(\.0) + (noFolder ? ["/run/sshd"] : [])
  }()
  static let need = Comment(rawValue: "not installed: \(missing.joined(separator: ", "))")

  private static let usual = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]
  private static let programs = [
    ("git", usual), ("nginx", usual), ("fcgiwrap", usual), ("sshd", usual), ("ssh-keygen", usual),
    ("openssl", usual), ("perl", usual), ("git-http-backend", ["/usr/lib/git-core"]),
  ]

  static let shared = Servers()

  let folder: String
  private let values: [String: String]

  private init() {
    // loopback is not behind a proxy
    for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"] {
      unsetenv(name)
    }
    folder = (try? temporaryFolder()) ?? "/nonexistent"
    let script = #filePath.replacing("Servers.swift", with: "Fixtures/servers")
    var values: [String: String] = [:]
    if let output = try? Servers.start(["bash", script, folder]) {
      while let line = readLine(from: output), line != "ready" {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        values[String(parts[0])] = String(parts[1])
      }
    }
    self.values = values
  }

  /// Whether all of them came up; what went wrong stands in the output of the tests.
  var running: Bool { values["ssh"] != nil }

  subscript(_ name: String) -> String { values[name] ?? "" }

  /// Where the repositories are that the servers serve.
  var repositories: String { "\(folder)/git" }
  var knownKey: String { try! text("\(folder)/ssh/many-ed25519.pub") }
  var ca: String { "\(folder)/tls/ca.pem" }
  var identity: String { "\(folder)/ssh/right" }

  /// What the web servers were asked about a repository, and with which Authorization header. A
  /// line is written when its request is over, which may be after the client has its answer.
  func seen(_ name: String) -> [Substring] {
    func lines() -> [Substring] {
      ((try? text("\(folder)/web/seen.log")) ?? "").split(separator: "\n")
        .filter { $0.contains("/\(name)/") }
    }
    for _ in 0..<100 where lines().isEmpty { usleep(50_000) }
    usleep(300_000)
    return lines()
  }

  private static func start(_ arguments: [String]) throws -> Int32 {
    let (input, output) = (try Pipe.make(), try Pipe.make())
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, input.reader, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writer, 1)
    posix_spawnattr_init(&attributes)
    // the threads that run tests have signals blocked, which would be inherited
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    var pid = pid_t()
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, &pointers, environ)
    guard code == 0 else { throw PosixError(code: code, call: "start", path: arguments[0]) }
    close(input.reader)
    close(output.writer)
    return output.reader
  }
}

private func readLine(from descriptor: Int32) -> String? {
  var (line, byte): ([UInt8], UInt8) = ([], 0)
  while read(descriptor, &byte, 1) == 1 {
    if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
    line.append(byte)
  }
  return nil
}

func temporaryFolder() throws -> String {
  var template = Array("/tmp/converge-git-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw PosixError(call: "make a folder") }
  return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

func text(_ path: String) throws -> String {
  String(decoding: try Descriptor.open(path).readAll(), as: UTF8.self)
}

func write(_ text: String, to path: String) throws {
  try write(Array(text.utf8), to: path)
}

func write(_ bytes: [UInt8], to path: String) throws {
  let file = try Descriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
  try file.write(bytes)
}

/// The error of a call that is to fail with one of that type.
func thrown<E: Error>(_ type: E.Type, _ body: () throws -> Void) throws -> E {
  do {
    try body()
  } catch let error as E {
    return error
  }
  throw NothingThrown()
}

struct NothingThrown: Error {}
