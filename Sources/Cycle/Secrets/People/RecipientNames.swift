internal import Posix

/// Whose recipients are whose: hosts record theirs as `host/<name>/age.pub`.
public struct RecipientNames: Sendable {
  private static let limit = 64 << 10
  private var names: [String: String] = [:]

  /// Those of the repository that a file is in.
  ///
  /// - Parameter file: an absolute path.
  public init(around file: String) {
    guard let root = RecipientNames.root(of: file) else { return }
    let hosts = (try? Folder.open("\(root)/host").names()) ?? []
    for host in hosts {
      let path = "\(root)/host/\(host)/age.pub"
      guard let bytes = try? Descriptor.open(path).readAll(limit: RecipientNames.limit) else {
        continue
      }
      for (_, recipient) in RecipientLines.read(bytes) {
        names[recipient] = names[recipient].map { "\($0), \(host)" } ?? "host \(host)"
      }
    }
  }

  /// A recipient with whose it is: "age1... (host media)".
  public func words(_ recipient: String) -> String {
    names[recipient].map { "\(recipient) (\($0))" } ?? recipient
  }

  /// Whose a recipient is, "host media", else the recipient.
  public func name(_ recipient: String) -> String { names[recipient] ?? recipient }

  /// The folder of the repository that a file is in.
  public static func root(of file: String) -> String? {
    var folder = Substring(file)
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      if (try? FileStatus.of("\(folder)/.git")) != nil {
        return folder.isEmpty ? "/" : String(folder)
      }
    }
    return nil
  }
}
