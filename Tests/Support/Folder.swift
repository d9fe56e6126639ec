import Glibc

/// A folder of a test's own, removed with all it holds when nobody refers to it any more.
public final class Folder: Sendable {
  public let path: String

  public init(_ purpose: String = "test") throws {
    var template = Array("\(temporaryFolder)/\(purpose).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FixtureError("mkdtemp: \(String(cString: strerror(errno)))")
    }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit { _ = try? run(["rm", "-rf", "--one-file-system", path]) }

  /// The path of something in it.
  public subscript(_ name: String) -> String { "\(path)/\(name)" }
}

/// Writes a file, making its folders; the mode applies to a file that is new.
public func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
  if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
    try must(["mkdir", "-p", String(path[..<slash])])
  }
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
  guard descriptor >= 0 else {
    throw FixtureError("cannot write \(path): \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress!, $0.count) }
    guard count > 0 else { throw FixtureError("cannot write \(path)") }
    rest = rest.dropFirst(count)
  }
}

/// The text of a file; nil when there is none.
public func read(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += chunk[..<count]
  }
}

/// The names of all that a folder holds, itself and the one above it among them; none where it is not
/// there.
public func names(in folder: String) -> [String] {
  guard let handle = opendir(folder) else { return [] }
  defer { closedir(handle) }
  var names: [String] = []
  while let entry = readdir(handle) {
    names.append(
      withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      })
  }
  return names
}

/// The permission bits and inode of a path, of the link itself where it is one; nil when absent.
public func metadata(_ path: String) -> (mode: mode_t, inode: ino_t)? {
  var status = stat()
  guard lstat(path, &status) == 0 else { return nil }
  return (status.st_mode & 0o7777, status.st_ino)
}
