internal import Glibc
internal import Posix

/// The folder of the default configuration, which holds this host's keys: nobody but root looks
/// into it.
public enum PrivateFolder {
  /// Where the rule holds without a person's word.
  public static let path = "/etc/converge"

  /// What is wrong with a folder and all that it holds: folders are to have the mode 0500 or 0700,
  /// files 0400 or 0600, all of root. Certificates may be read by others. Links lead to files
  /// elsewhere, which are not its own.
  ///
  /// - Returns: what is wrong, with what to do.
  public static func faults(of path: String) -> [FileFault] {
    do {
      let folder = try Folder.open(path)
      var faults = try fault(folder.status(), path)
      for name in try folder.names() {
        guard let status = try folder.status(ofEntry: name) else { continue }
        switch status.kind {
        case .folder: faults += self.faults(of: folder.full(name))
        case .file: faults += fault(status, folder.full(name))
        case .link, .other: break
        }
      }
      return faults
    } catch {
      return error.isMissing ? [] : [FileFault(path, .unseen(error))]
    }
  }

  /// Whether a file's content is for everybody: certificates in PEM (RFC 7468), and no key.
  public static func isPublic(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.contains("-----BEGIN CERTIFICATE-----") && !text.contains("PRIVATE KEY")
  }

  private static func fault(_ status: FileStatus, _ path: String) -> [FileFault] {
    var faults: [FileFault] = []
    let isFolder = status.kind == .folder
    let allowed: [UInt32] = isFolder ? [0o700, 0o500] : [0o600, 0o400]
    if !allowed.contains(status.permissions), isFolder || !isOpen(status, path) {
      // chmod takes a folder's setgid away only where the mode has five digits
      let good = isFolder ? "00700" : "0600"
      faults.append(
        FileFault(
          path, .shared(status.permissions), remedy: "chmod \(good) \(path.shellWord)"))
    }
    if status.owner != 0 { faults.append(.foreign(path, status.owner)) }
    return faults
  }

  /// Whether a file may be as readable as it is.
  private static func isOpen(_ status: FileStatus, _ path: String) -> Bool {
    guard status.permissions & 0o022 == 0 else { return false }
    do {
      let file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
      return isPublic(try file.readAll(limit: 4 << 20))
    } catch {
      return false
    }
  }
}
