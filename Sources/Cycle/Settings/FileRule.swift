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
  func faults(_ status: FileStatus, path: String) -> [String] {
    guard status.kind == .file else { return ["\(path) is not a file"] }
    var faults: [String] = []
    let mode = "(mode 0\(String(status.permissions, radix: 8)))"
    if self == .key, status.permissions & 0o077 != 0 {
      faults.append("others may read or write \(path) \(mode): chmod 600 \(path.shellWord)")
    } else if status.permissions & 0o022 != 0 {
      faults.append("others may write \(path) \(mode): chmod go-w \(path.shellWord)")
    }
    if status.owner != 0 && status.owner != geteuid() {
      faults.append("\(path) belongs to user \(status.owner): chown root \(path.shellWord)")
    }
    return faults
  }
}

extension Problems {
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
      add(error.isMissing ? "\(path) is missing: \(remedy)" : "\(error)", at: text.mark)
      return nil
    }
  }
}
