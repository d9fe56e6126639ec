internal import Git
internal import Glibc
internal import Posix
internal import YAML

/// What values must look like; each rule answers what is wrong, or nil.
enum SettingsRules {
  /// An absolute path that means the same everywhere.
  static func path(_ value: String) -> String? {
    if !value.hasPrefix("/") { return "must be an absolute path (starting with /)" }
    if value.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
      return "a path must not hold control characters"
    }
    if value.split(separator: "/").contains("..") { return "a path must not hold .." }
    return nil
  }

  /// A folder that this program fills: not the root.
  static func folder(_ value: String) -> String? {
    path(value) ?? (normal(value) == "/" ? "must not be the root folder" : nil)
  }

  static func docker(_ value: String) -> String? {
    guard value.hasPrefix("unix://") else {
      return "must be unix:///path/to/socket: other ways to an Engine are not supported"
    }
    let socket = String(value.dropFirst("unix://".count))
    if let fault = path(socket) { return "after unix:// " + fault }
    // sockaddr_un(7): 108 bytes with the final zero
    return socket.utf8.count > 107 ? "a socket's path has at most 107 bytes" : nil
  }

  static func branch(_ value: String) -> String? {
    let isName = Repository.isBranchName(value) && !value.hasPrefix("-") && value != "HEAD"
    return isName ? nil : "is not a branch name"
  }

  /// A name that a folder `host/<name>/` can have.
  static func host(_ value: String) -> String? {
    let good = isWord(value) { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || isCapital($0) }
    return good
      ? nil : "a host name has only letters, digits, - _ and ., and starts with none of - _ ."
  }

  /// A Compose project name.
  static func project(_ value: String) -> String? {
    if isWord(value, or: { $0 == UInt8(ascii: "_") }) { return nil }
    return "a Compose project name has only small letters, digits, - and _,"
      + " and starts with a letter or digit"
  }

  /// "6h", "30m", "90s", or "never".
  static func fullPass(_ value: String) -> String? {
    if value == "never" || seconds(value).map({ $0 >= 60 }) ?? false { return nil }
    return "full-pass must be never, or a time of at least a minute such as 30m or 6h"
  }

  /// The seconds of "90s", "30m", "6h" or "2d"; nil for anything else.
  static func seconds(_ value: String) -> Int64? {
    TimeSpan(text: value)?.seconds
  }

  /// A name that systemd takes for a credential (systemd.exec(5)): of a file, without `:`.
  static func credential(_ value: String) -> String? {
    let isFile = !value.isEmpty && value != "." && value != ".." && value.utf8.count <= 255
    let good = isFile && value.utf8.allSatisfy { (33...126).contains($0) && $0 != 47 && $0 != 58 }
    return good ? nil : "after credential: must be a file name without blanks and colons"
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isWord(_ value: String, or more: (UInt8) -> Bool) -> Bool {
    func isPlain(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = value.utf8.first, value.utf8.count <= 253 else { return false }
    return (isPlain(first) || isCapital(first) && more(first))
      && value.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || more($0) }
  }

  /// The path without doubled or final slashes and without `.`.
  static func normal(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  /// The path with the links resolved in as much of it as exists.
  static func resolved(_ path: String) -> String {
    let parts = normal(path).split(separator: "/").map(String.init)
    for count in stride(from: parts.count, through: 1, by: -1) {
      guard let real = realpath("/" + parts[..<count].joined(separator: "/"), nil) else { continue }
      defer { free(real) }
      return normal(([String(cString: real)] + parts[count...]).joined(separator: "/"))
    }
    return normal(path)
  }

  /// Whether `outer` holds `inner`, both without links.
  static func holds(_ outer: String, _ inner: String) -> Bool {
    inner.hasPrefix(outer == "/" ? "/" : outer + "/")
  }
}

extension Settings {
  /// What is wrong with a host's name, or nil.
  public static func fault(inHost name: String) -> String? { SettingsRules.host(name) }

  /// What is wrong with a file that holds a secret, as far as it is a file.
  public static func faults(inKeyFile path: String) -> [FileFault] {
    guard let status = try? FileStatus.of(path), status.kind == .file else { return [] }
    return FileRule.key.faults(status, path: path)
  }

  /// What is wrong with a branch's name, or nil.
  public static func fault(inBranch name: String) -> String? { SettingsRules.branch(name) }
}
