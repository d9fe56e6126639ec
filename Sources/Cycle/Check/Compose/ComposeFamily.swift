internal import Git
internal import YAML

/// The Compose files of a stack: its own, and those that they include or extend.
struct ComposeFamily {
  struct File {
    let path: String
    /// Where its relative paths begin.
    let folder: String
    let text: ComposeText
    /// Files whose variables only it sees.
    let environment: [String]
  }

  /// Files that are followed, at most.
  private static let limit = 1000

  private(set) var files: [File] = []
  /// What could not be read.
  private(set) var findings: [Finding] = []

  /// Whether a file that is included or extended is not in the repository.
  private var hasGaps = false

  /// Whether nothing is known to be missing.
  var isComplete: Bool { findings.isEmpty && !files.isEmpty && !hasGaps }

  private struct Waiting {
    let path: String
    let folder: String
    let environment: [String]
  }

  /// - Parameters:
  ///   - paths: the stack's own Compose files.
  ///   - read: the bytes of a file of the tree; nil where there is none.
  init(
    _ paths: [String], in folder: String, read: (String) throws(GitError) -> [UInt8]?
  ) throws(GitError) {
    var waiting = paths.map { Waiting(path: $0, folder: folder, environment: []) }
    var seen: Set<String> = []
    while let next = waiting.popLast(), seen.count < Self.limit {
      guard seen.insert(next.path).inserted else { continue }
      guard let bytes = try read(next.path) else {
        hasGaps = true
        continue
      }
      do throws(YAMLError) {
        let text = try ComposeText(bytes)
        let file = File(
          path: next.path, folder: next.folder, text: text, environment: next.environment)
        files.append(file)
        waiting += Self.next(of: file)
      } catch {
        findings.append(
          Finding(.declaration, next.path, line: error.line, "no YAML: \(error.reason)"))
      }
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private static func next(of file: File) -> [Waiting] {
    var result: [Waiting] = []
    for path in file.text.extended {
      guard let path = RepositoryPath.resolve(path, from: file.folder) else { continue }
      result.append(
        Waiting(
          path: path, folder: SecretName.folder(of: path), environment: file.environment))
    }
    for include in file.text.includes {
      let paths = include.files.compactMap { RepositoryPath.resolve($0, from: file.folder) }
      guard let first = paths.first else { continue }
      let folder = include.folder.flatMap { RepositoryPath.resolve($0, from: file.folder) }
      let inner = folder ?? SecretName.folder(of: first)
      let own = include.environment.compactMap { RepositoryPath.resolve($0, from: file.folder) }
      result += paths.map {
        Waiting(path: $0, folder: inner, environment: own.isEmpty ? ["\(inner)/.env"] : own)
      }
    }
    return result
  }
}
