internal import Glibc

/// What the machine says about itself and this process.
public enum Host {
  /// The machine's name up to the first dot.
  public static var shortName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
    let name = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return String(decoding: name.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
  }

  /// The value of an environment variable of this process.
  public static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Where programs are found if nobody says otherwise.
  public static let plainSearchPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// Where this process finds programs: its `PATH`.
  public static var searchPath: String {
    environment("PATH").flatMap { $0.isEmpty ? nil : $0 } ?? plainSearchPath
  }

  /// The whole environment of this process, as "NAME=value".
  public static var variables: [String] {
    var result: [String] = []
    var next = environ
    while let variable = next.pointee {
      result.append(String(cString: variable))
      next += 1
    }
    return result
  }

  /// The home folder of the user this process runs as, from the user database.
  public static var home: String {
    guard let user = getpwuid(geteuid()) else { return "/root" }
    return String(cString: user.pointee.pw_dir)
  }

  /// The path of the program that this process runs.
  public static var program: String {
    var buffer = [CChar](repeating: 0, count: 4097)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return String(decoding: buffer[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// This process's number.
  public static var process: Int32 { getpid() }
}
