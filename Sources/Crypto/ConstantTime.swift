internal import CSodium

/// Comparison whose duration does not depend on the contents.
public enum ConstantTime {
  /// Whether both are of equal length and content.
  public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    Sodium.ready()
    return left.isEmpty || sodium_memcmp(left, right, left.count) == 0
  }
}
