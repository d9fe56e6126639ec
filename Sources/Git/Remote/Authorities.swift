internal import CGit2
internal import Posix
internal import Synchronization

/// The certificate authorities that https trusts. libgit2 has one set of them for the whole process
/// and reads the system's when it starts; Debian's is built on mbed TLS, where naming a file
/// replaces the set, so that one remote's private authority is not trusted for another remote.
enum Authorities {
  private static let system = "/etc/ssl/certs/ca-certificates.crt"
  private static let current = Mutex<String>(system)

  /// - Parameter file: certificates in PEM; nil for the system's.
  static func use(_ file: String?) throws(GitError) {
    if let file { try check(file) }
    try current.withLock { now throws(GitError) in
      let wanted = file ?? system
      if wanted == system && now == system { return }
      try call("read the certificates in \(wanted)") {
        converge_git_set_certificates(wanted, nil)
      }
      now = wanted
    }
  }

  private static func check(_ file: String) throws(GitError) {
    let text = try ConfiguredFile.text(file, key: "ca-file")
    if !text.utf8.containsCertificate {
      throw GitError(
        .configuration, "use ca-file \(file)", "it holds no certificate (-----BEGIN CERTIFICATE)")
    }
  }
}

extension String.UTF8View {
  fileprivate var containsCertificate: Bool {
    let mark = Array("-----BEGIN CERTIFICATE-----".utf8)
    return split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      .contains { $0.elementsEqual(mark) }
  }
}
