internal import Glibc
internal import Posix
internal import YAML

/// Who may own, read and write a file that this program trusts.
enum FileRule {
  /// Nobody else writes it.
  case configuration
  /// Nobody else writes or reads it.
  case key

  /// What to do where a file is not there.
  static let remedy = "bring it back from a backup, or write it again"

  /// What is wrong with the file, and what to do.
  func faults(_ status: FileStatus, path: String) -> [FileFault] {
    guard status.kind == .file else { return [FileFault(path, .noFile)] }
    var faults: [FileFault] = []
    let mode = status.permissions
    func open(to deed: String, _ remedy: String) {
      faults.append(
        FileFault(path, .open(to: deed, mode), remedy: "chmod \(remedy) \(path.shellWord)"))
    }
    if self == .key, mode & 0o077 != 0 {
      open(to: "read or write", "600")
    } else if mode & 0o022 != 0 {
      open(to: "write", "go-w")
    }
    if status.owner != 0 && status.owner != geteuid() {
      faults.append(.foreign(path, status.owner))
    }
    return faults
  }
}

extension FileFault {
  /// That a file or folder belongs to somebody else.
  static func foreign(_ path: String, _ owner: UInt32) -> FileFault {
    FileFault(path, .foreign(owner), remedy: "chown root \(path.shellWord)")
  }
}

extension SettingsFindings {
  /// The path that `text` holds, where the file stands up to the rule.
  ///
  /// - Parameter remedy: what to do where it is not there.
  func file(
    _ text: Text, _ rule: FileRule, ifMissing remedy: String = FileRule.remedy
  ) -> String? {
    if let fault = SettingsRules.path(text.value) {
      add(fault, at: text.mark)
      return nil
    }
    let path = SettingsRules.normal(text.value)
    do {
      let faults = rule.faults(try FileStatus.of(path), path: path)
      for fault in faults { add(fault, at: text.mark) }
      return faults.isEmpty ? path : nil
    } catch {
      if error.isMissing, leave(path) { return path }
      let isMissing = error.isMissing
      add(
        FileFault(path, isMissing ? .missing : .unseen(error), remedy: isMissing ? remedy : nil),
        at: text.mark)
      return nil
    }
  }
}
