internal import CGit2
internal import Glibc
internal import Posix

/// Makes an ssh server offer a host key of a type that we know.
///
/// Servers have keys of several types and show one of them; libgit2 asks for the types it finds in
/// `.ssh/known_hosts` of the home folder. Whether a key is trusted is decided by `KnownHosts`; so
/// that the right one is shown, and so that the user's own file does not count, libgit2 is given
/// for one call a home folder in memory that holds this host's entries alone.
enum HostKeyPreference {
  /// Best first: libgit2 before 1.7 asks for the first type only.
  private static let order = [
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
  ]

  static func with<R>(
    _ hosts: KnownHosts, host: String, port: Int, _ body: () throws(GitError) -> R
  ) throws(GitError) -> R {
    let entries = hosts.entries(for: host, port: port).filter { !$0.revoked }
    let lines = order.flatMap { type in
      entries.filter { $0.type == type }.map { "\(host),[\(host)]:\(port) \(type) \($0.key)\n" }
    }
    let own = Host.environment("HOME")
    let home = lines.isEmpty ? nil : try makeHome(lines.joined())
    // nothing can be below a device
    _ = converge_git_set_home(home ?? "/dev/null", nil)
    defer {
      _ = converge_git_set_home(nil, own)
      if let home { removeHome(home) }
    }
    return try body()
  }

  private static func makeHome(_ text: String) throws(GitError) -> String {
    for parent in ["/dev/shm", "/tmp"] {
      removeLeftovers(in: parent)
      var template = Array("\(parent)/converge-\(Host.process)-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { continue }
      let home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      do {
        let folder = try Folder.open(home)
        _ = try folder.make(".ssh", mode: 0o700)
        try folder.write(Array(text.utf8), to: ".ssh/known_hosts", mode: 0o600, synced: false)
        return home
      } catch {
        removeHome(home)
      }
    }
    throw GitError(
      .other, "prepare the host keys", "neither /dev/shm nor /tmp can be written to")
  }

  /// Removes what killed processes of this user left behind.
  private static func removeLeftovers(in parent: String) {
    for name in (try? Folder.open(parent).names()) ?? [] {
      let words = name.split(separator: "-")
      guard words.count == 3, words[0] == "converge", let process = Int32(words[1]), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      var status = stat()
      // nobody else can put anything in the place of a folder of ours
      guard lstat("\(parent)/\(name)", &status) == 0, status.st_uid == geteuid() else { continue }
      removeHome("\(parent)/\(name)")
    }
  }

  private static func removeHome(_ home: String) {
    if let folder = try? Folder.open(home) {
      try? folder.removeFile(".ssh/known_hosts")
      _ = try? folder.removeEmptyFolder(".ssh")
    }
    rmdir(home)
  }
}
