internal import CLinux

/// A pipe between two places in this process, or to a child.
public enum Pipe {
  /// Makes a pipe that no child inherits by itself.
  ///
  /// - Returns: both ends, which the caller closes.
  public static func make() throws(PosixError) -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    try check("make a pipe") { converge_pipe(&ends) }
    return (ends[0], ends[1])
  }
}
