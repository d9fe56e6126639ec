/// A Git server over ssh, as hosts reach it, that may be set up anew: it has two host keys, and shows
/// the first until it is told otherwise.
public final class SSHServer {
  /// As hosts know it.
  public let url: String
  /// As a file of host keys names it.
  public let name: String
  private let port: UInt16
  private let folder: Folder
  private var server: Child?

  /// - Parameter repository: the path of what it serves.
  public init(_ repository: String) throws {
    folder = try Folder("ssh")
    port = try Lab.port()
    name = "[git.lan]:\(port)"
    url = "ssh://root@git.lan:\(port)\(repository)"
    for number in 1...2 {
      try must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder["key\(number)"]])
    }
    try must(["mkdir", "-p", "/run/sshd"])
    try show(1)
  }

  /// Lets a key in.
  ///
  /// - Parameter key: its public half.
  public func letIn(_ key: String) throws { try write(key, to: folder["authorized"]) }

  /// Shows another of its host keys from now on.
  public func show(_ number: Int) throws {
    let settings = [
      "ListenAddress=10.77.0.1:\(port)", "HostKey=\(folder["key\(number)"])", "PidFile=none",
      "AuthorizedKeysFile=\(folder["authorized"])", "StrictModes=no", "UsePAM=no",
      "PermitRootLogin=prohibit-password", "PasswordAuthentication=no", "MaxStartups=100",
    ]
    server = nil
    let server = try Child(
      ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null"] + settings.flatMap { ["-o", $0] },
      environment: plainEnvironment)
    guard eventually(within: 10, { server.said.contains("listening on") }) else {
      throw FixtureError("sshd does not come up: \(server.said)")
    }
    self.server = server
  }

  /// The fingerprint of one of its host keys: "SHA256:...".
  public func fingerprint(_ number: Int) throws -> String {
    let words = try must(["ssh-keygen", "-lf", folder["key\(number).pub"]]).split(separator: " ")
    return String(words[1])
  }
}
