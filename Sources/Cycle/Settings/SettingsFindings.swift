internal import Model
internal import YAML

/// Collects everything that is wrong with a configuration and the files that it names, so that a
/// person can mend it in one go.
final class SettingsFindings {
  /// What is wrong with the text itself.
  let text = Problems()
  private var files: [(fault: FileFault, mark: Mark)] = []
  /// Files that are named and missing, where that is no problem; nil where it is one.
  private(set) var missing: [String]?

  /// - Parameter allowsMissing: whether files may be missing that the text names.
  init(allowsMissing: Bool = false) { missing = allowsMissing ? [] : nil }

  var count: Int { text.all.count + files.count }

  func add(_ message: String, at mark: Mark) { text.add(message, at: mark) }

  func add(_ fault: FileFault, at mark: Mark) { files.append((fault, mark)) }

  /// Takes note of a missing file.
  ///
  /// - Returns: false where it must not be missing.
  func leave(_ path: String) -> Bool {
    missing?.append(path)
    return missing != nil
  }

  /// All of it, in the order of the text.
  ///
  /// - Parameter path: of the configuration.
  func all(of path: String) -> [SettingsProblem] {
    func place(_ mark: Mark) -> Problem.Place {
      Problem.Place(path, line: mark.line, column: mark.column)
    }
    let texts = text.all.map { ($0.mark, SettingsProblem($0.message, at: place($0.mark))) }
    let faults = files.map { ($0.mark, SettingsProblem($0.fault, at: place($0.mark))) }
    return (texts + faults).enumerated()
      .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map { $0.element.1 }
  }
}
