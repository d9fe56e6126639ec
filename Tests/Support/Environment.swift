import Glibc

/// What the scripts tell the tests.
public enum Environment {
  /// A variable of this process's environment; nil where it is not set.
  public static func text(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// A variable that holds a number; nil where it does not.
  public static func number(_ name: String) -> UInt64? { text(name).flatMap { UInt64($0) } }
}
