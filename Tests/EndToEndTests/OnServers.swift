import TestSupport
import Testing

/// Tests of a machine that is set up with a remote on Git servers.
protocol OnServers {
  var servers: GitServers { get }
  var host: NewHost { get }
}

extension OnServers {
  /// The remote over https.
  var url: String { get throws { try servers.https(host.remote, as: "infra") } }

  /// Writes a token to a file.
  ///
  /// - Returns: the file's path.
  func token(_ text: String) throws -> String {
    try write(text, to: host.folder["token"], mode: 0o600)
    return host.folder["token"]
  }

  /// Takes the host's deploy key on at the ssh server.
  func letIn() throws {
    let key = try #require(host.file("deploy_key.pub"))
    try write((read(servers.authorizedKeys) ?? "") + key, to: servers.authorizedKeys)
  }
}
