import Glibc
import TestSupport

/// The inputs a target starts from: small files in the repository.
enum Seeds {
  /// `seeds/` beside this file.
  static let folder = "\(#filePath)".replacingLastComponent(with: "seeds")

  /// The files of a target by name.
  static func of(_ target: FuzzTarget) -> [(name: String, bytes: [UInt8])] {
    let folder = "\(folder)/\(target.name)"
    return names(in: folder).filter { !$0.hasPrefix(".") }.sorted()
      .map { ($0, bytes(of: "\(folder)/\($0)")) }
  }

  private static func bytes(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}

extension String {
  fileprivate func replacingLastComponent(with name: String) -> String {
    prefix(through: lastIndex(of: "/") ?? startIndex) + name
  }
}
