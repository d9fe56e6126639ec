internal import Docker
internal import Posix

/// What of this host may be at fault where a stack failed.
extension Site {
  /// Which disk is full, in words; nil where none is.
  func fullDisk() -> String? {
    let places =
      [settings.checkout, settings.state] + [try? engine.info().dataRoot].compactMap { $0 }
    return places.first(where: DiskSpace.isFull).map { "the disk of \($0) is full" }
  }
}
