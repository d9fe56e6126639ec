import Glibc

/// Folders and files that tests read.
enum Files {
  /// The folder of these tests.
  static let tests: String = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/")
  }()

  /// Test vectors that were made with real sops binaries; part of the repository.
  static let vectors = tests + "/Fixtures/sops"

  /// Further vectors outside the repository: `CONVERGE_SHARED`, else `shared` beside the package.
  static let shared: String = {
    if let folder = getenv("CONVERGE_SHARED") { return String(cString: folder) }
    return tests + "/../../../shared"
  }()

  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Missing(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wb") else { throw Missing(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Missing(path: path) }
  }

  static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

  /// Names in a folder, sorted; none where it is absent.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  struct Missing: Error {
    let path: String
  }
}

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/converge-secrets-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Files.Missing(path: "/tmp") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for name in Files.names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
