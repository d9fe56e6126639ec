internal import CLinux

/// Keeps what this process has in memory out of other places.
public enum Memory {
  /// No core file of this process is written from now on, and nobody but root looks into its memory.
  /// Programs it starts are as they always are.
  public static func forbidDumps() { _ = converge_forbid_dumps() }

  /// From the first call on no page of this process goes to swap, as far as it may lock any amount of
  /// memory: as root, or without a limit (RLIMIT_MEMLOCK). For others nothing changes.
  ///
  /// - Returns: whether memory is locked.
  @discardableResult
  public static func keepFromSwap() -> Bool { isLocked }

  private static let isLocked = converge_lock_memory() == 0
}
