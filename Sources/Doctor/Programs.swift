internal import Posix

/// The programs of that name on this machine: two of them are one too many.
struct Programs {
  /// Where a package puts it, and where people do.
  private static let usual = ["/usr/bin/converge", "/usr/local/bin/converge"]

  /// The one that the service starts.
  private let started: String?
  /// Each once, by path.
  private let paths: [String]

  /// - Parameters:
  ///   - started: the path of the program that the service starts.
  ///   - own: that of this process.
  ///   - identity: of the file at a path, links followed; nil where there is none.
  init(
    started: String?, own: String = Host.program,
    identity: (String) -> String? = { path in
      (try? FileStatus.of(path)).map { "\($0.device) \($0.inode)" }
    }
  ) {
    var seen: Set<String> = []
    self.started = started
    // links to one program are one
    paths = ([started].compactMap { $0 } + [own] + Programs.usual).filter { path in
      identity(path).map { seen.insert($0).inserted } ?? false
    }
  }

  var checks: [Check] {
    guard paths.count > 1, let first = paths.first else { return [] }
    let others = paths.dropFirst().joined(separator: " and ")
    let words = started == first ? "is what the service starts" : "is one"
    return [
      Check(
        .units, .warning, first, "\(words); there is another: \(others)",
        "remove the one that is not meant: rm, or for the package's apt remove converge")
    ]
  }
}
