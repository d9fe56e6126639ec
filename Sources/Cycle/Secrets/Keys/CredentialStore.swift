internal import Model
internal import Posix

/// Where systemd keeps credentials: of this service, or on the machine where there is none.
struct CredentialStore: Sendable {
  /// Bytes of a credential at most, as systemd has it.
  private static let limit = 1 << 20

  /// `$CREDENTIALS_DIRECTORY`: the credentials of the service, in the clear.
  var folder: String?
  /// Credentials in the clear.
  var plain = "/etc/credstore"
  /// Credentials that a key of this machine opens.
  var sealed = "/etc/credstore.encrypted"

  /// The content of a credential.
  ///
  /// - Parameter run: runs a program to its end.
  func read(_ name: String, run: KeyRing.Runner) throws(Problem) -> [UInt8] {
    if let folder { return try inService(name, folder) }
    let (open, closed) = ("\(plain)/\(name)", "\(sealed)/\(name)")
    if (try? FileStatus.of(open)) != nil { return try KeyRing.read(open, rule: .key) }
    guard (try? FileStatus.of(closed)) != nil else {
      throw Problem(
        "credential \(name): neither \(open) nor \(closed) is there, and this is not a service "
          + "with credentials")
    }
    return try unseal(name, closed, run)
  }

  private func inService(_ name: String, _ folder: String) throws(Problem) -> [UInt8] {
    let path = "\(folder)/\(name)"
    guard (try? FileStatus.of(path)) != nil else {
      throw Problem(
        "credential \(name): this service has none of that name",
        hint: "add LoadCredential=\(name) or LoadCredentialEncrypted=\(name) to the unit")
    }
    return try KeyRing.read(path, rule: nil)
  }

  private func unseal(
    _ name: String, _ path: String, _ run: KeyRing.Runner
  ) throws(Problem) -> [UInt8] {
    let child = Child(
      "systemd-creds", ["decrypt", "--name=\(name)", path, "-"],
      environment: ["PATH=\(Host.searchPath)"], deadline: 60, outputLimit: KeyRing.commandLimit)
    return try KeyRing.output(of: child, named: "credential \(name): systemd-creds", run: run)
  }
}
