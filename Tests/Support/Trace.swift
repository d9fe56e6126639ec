/// A `docker` that writes down how it was called and then is the real one: what a cycle with this
/// ``path`` runs as child processes.
public final class Trace: Sendable {
  private let folder: Folder

  public init() throws {
    folder = try Folder("trace")
    // the real one finds what it starts as if nothing stood in between
    let script = """
      #!/bin/sh
      echo "$*" >>'\(folder["log"])'
      PATH='\(plainEnvironment["PATH"]!)'
      export PATH
      exec docker "$@"

      """
    try write(script, to: folder["bin/docker"], mode: 0o755)
    try clear()
  }

  /// For the cycle's environment.
  public var path: String { "\(folder["bin"]):\(plainEnvironment["PATH"]!)" }

  /// The arguments of every call since ``clear()``, in order.
  public var calls: [Call] {
    (read(folder["log"]) ?? "").split(separator: "\n").map { Call(arguments: String($0)) }
  }

  public func clear() throws { try write("", to: folder["log"]) }

  /// One call of `docker`.
  public struct Call: Sendable, CustomStringConvertible {
    public let arguments: String

    public var description: String { arguments }

    /// The Compose project it is about; nil where it names none.
    public var project: String? {
      let option = "--project-name="
      let words = arguments.split(separator: " ")
      return words.first { $0.hasPrefix(option) }.map { String($0.dropFirst(option.count)) }
    }

    public func contains(_ word: String) -> Bool {
      arguments.split(separator: " ").contains { $0 == word }
    }
  }
}
