internal import Posix

/// The folder of the default configuration, which holds this host's keys: nobody but root looks
/// into it.
public enum PrivateFolder {
  /// Where the rule holds without a person's word.
  public static let path = "/etc/converge"

  /// What is wrong with a folder and all that it holds: folders are to have the mode 0500 or 0700,
  /// files 0400 or 0600, all of root. Links lead to files elsewhere, which are not its own.
  ///
  /// - Parameter except: paths of files that may be public.
  /// - Returns: a line for each, with what to do.
  public static func faults(of path: String, except: Set<String> = []) -> [String] {
    do {
      let folder = try Folder.open(path)
      var faults = try fault(folder.status(), path)
      for name in try folder.names() where !except.contains(folder.full(name)) {
        guard let status = try folder.status(ofEntry: name) else { continue }
        switch status.kind {
        case .folder: faults += self.faults(of: folder.full(name), except: except)
        case .file: faults += fault(status, folder.full(name))
        case .link, .other: break
        }
      }
      return faults
    } catch {
      return error.isMissing ? [] : ["\(error)"]
    }
  }

  private static func fault(_ status: FileStatus, _ path: String) -> [String] {
    var faults: [String] = []
    let allowed: [UInt32] = status.kind == .folder ? [0o700, 0o500] : [0o600, 0o400]
    if !allowed.contains(status.permissions) {
      let (mode, good) = (octal(status.permissions), octal(allowed[0]))
      faults.append(
        "\(path) has the mode \(mode), and is to be root's alone: chmod \(good) \(path)")
    }
    if status.owner != 0 {
      faults.append("\(path) belongs to user \(status.owner): chown root \(path)")
    }
    return faults
  }

  private static func octal(_ mode: UInt32) -> String { "0\(String(mode, radix: 8))" }
}
